using System.Text;
using Millrace.Contracts.Destinations;

namespace Millrace.Unit.Fuzzing;

/// <summary>ARNs: what is taken has no other form, and nothing that could lead elsewhere.</summary>
public sealed class ArnFuzzTests
{
    private static readonly byte[][] Seeds = FuzzRun.Words(
        "arn:aws:sqs:us-east-1:123456789012:deltas",
        "arn:aws:sqs:ap-southeast-2:123456789012:deltas.fifo",
        "arn:aws:firehose:us-east-1:123456789012:deliverystream/deltas.v_1",
        "arn:aws:iam::123456789012:role/path/name+=,.@-"
    );

    private static readonly byte[][] Words = FuzzRun.Words(
        "*|?|arn:aws-cn:|arn:aws-us-gov:|sns|s3|us-east-1.evil.example/|@evil|//|../|%2f|\r\n|١٢٣|ａ|-1|:|/|#|us-gov-west-1|0|x".Split(
            '|'
        )
    );

    [Fact]
    public void An_arn_is_taken_only_in_its_one_form() =>
        FuzzRun.Play("arns", Seeds, Words, bytes => Read(Encoding.UTF8.GetString(bytes)));

    private static FuzzAnswer Read(string text)
    {
        string? again = null;
        var region = "";
        if (SqsQueueArn.TryParse(text, out var queue))
        {
            (again, region) = (queue.ToString(), queue.Region);
        }
        else if (FirehoseStreamArn.TryParse(text, out var stream))
        {
            (again, region) = (stream.ToString(), stream.Region);
        }
        else if (RoleArn.TryParse(text, out var role))
        {
            again = role.ToString();
        }

        if (again is null)
        {
            return FuzzAnswer.Refused("no ARN");
        }

        again.ShouldBe(text);
        region.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-').ShouldBeTrue();
        text.All(letter => letter > ' ' && letter < 0x7F).ShouldBeTrue();
        text.Split(':')[4].All(char.IsAsciiDigit).ShouldBeTrue();
        return FuzzAnswer.Read(again);
    }
}
