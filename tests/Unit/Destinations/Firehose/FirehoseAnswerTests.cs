using System.Text;
using CsCheck;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Firehose.Wire;
using Millrace.Runtime.Ports;
using Millrace.Unit.Destinations.Sqs;

namespace Millrace.Unit.Destinations.Firehose;

/// <summary>What is made of answers, also of those that no Firehose gives.</summary>
public sealed class FirehoseAnswerTests
{
    private const string Good =
        """{"FailedPutCount":1,"Encrypted":false,"RequestResponses":[{"RecordId":"a"},{"ErrorCode":"InternalFailure","ErrorMessage":"later"},{"RecordId":"c"}]}""";

    private static readonly FirehoseStreamArn Stream = new("us-east-1", "000000000000", "deltas");

    [Fact]
    public void Entries_belong_to_the_records_that_were_sent()
    {
        // The second cannot be sent, so that the answer's second entry is about the third.
        var batch = Batch("1", new string('x', 1_024_000), "2", "3");

        PutAnswer.Read(Encoding.UTF8.GetBytes(Good), batch, 0, 4);

        var outcomes = batch.Outcomes();
        outcomes[0].ShouldBeDelivered();
        outcomes[1].ShouldBeRefused("1024000");
        outcomes[2].ShouldGoAgain("InternalFailure: later");
        outcomes[3].ShouldBeDelivered();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"RequestResponses":{}}""")]
    [InlineData("""{"RequestResponses":[7,{"RecordId":null},{"RecordId":""}]}""")]
    [InlineData("""{"RequestResponses":[]}""")]
    [InlineData("""{"RequestResponses":[{"RecordId":"\ud800"}]}""")]
    public void What_is_not_told_to_be_taken_goes_again(string answer)
    {
        var batch = Batch("1", "2", "3");

        PutAnswer.Read(Encoding.UTF8.GetBytes(answer), batch, 0, 3);

        batch.Outcomes().ShouldAllBe(outcome => outcome is DeliveryOutcome.RetryAfter);
    }

    [Fact]
    public void No_bytes_make_reading_throw_or_lose_a_message() =>
        Gen.Select(Gen.Int[0, Good.Length], Gen.Int[0, Good.Length], Gen.String)
            .Sample(
                (from, length, put) =>
                {
                    var text = Good.Remove(from, Math.Min(length, Good.Length - from)).Insert(from, put);
                    var batch = Batch("1", "2", "3");
                    PutAnswer.Read(Encoding.UTF8.GetBytes(text), batch, 0, 3);
                    StreamState.Judge(Encoding.UTF8.GetBytes(text), Stream).ShouldBeOfType<DeliveryOutcome.RetryAfter>();
                    batch.Outcomes().Count.ShouldBe(3);
                },
                iter: 2_000
            );

    [Theory]
    [InlineData("ACTIVE", "DirectPut", "us-east-1:000000000000", nameof(DeliveryOutcome.Delivered))]
    [InlineData("CREATING", "DirectPut", "us-east-1:000000000000", nameof(DeliveryOutcome.RetryAfter))]
    [InlineData("DELETING", "DirectPut", "us-east-1:000000000000", nameof(DeliveryOutcome.Refused))]
    [InlineData("ACTIVE", "KinesisStreamAsSource", "us-east-1:000000000000", nameof(DeliveryOutcome.Refused))]
    [InlineData("ACTIVE", "DirectPut", "us-east-1:111111111111", nameof(DeliveryOutcome.Refused))]
    public void Stream_is_judged_by_its_description(string status, string type, string place, string expected)
    {
        var description =
            $$"""{"DeliveryStreamDescription":{"DeliveryStreamStatus":"{{status}}","DeliveryStreamType":"{{type}}","DeliveryStreamARN":"arn:aws:firehose:{{place}}:deliverystream/deltas"} }""";

        StreamState.Judge(Encoding.UTF8.GetBytes(description), Stream).GetType().Name.ShouldBe(expected);
    }

    private static DeliveryBatch Batch(params string[] texts) =>
        new([.. texts.Select(text => new OutgoingMessage(Encoding.UTF8.GetBytes(text)))], FirehoseCall.Bounds);
}
