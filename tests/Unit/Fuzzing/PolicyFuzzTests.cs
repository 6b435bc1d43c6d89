using System.Text;
using Millrace.Contracts.Policies;

namespace Millrace.Unit.Fuzzing;

/// <summary>Policies of subscribers: read, or told what is wrong; never an exception, whatever the text.</summary>
public sealed class PolicyFuzzTests
{
    private static readonly byte[][] Seeds = FuzzRun.Words(
        """{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/millrace","*"]},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:*:*:*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:*:x-*"},"Bool":{"aws:SecureTransport":true}}}]}""",
        """{"Statement":{"Effect":"Deny","NotPrincipal":"*","NotAction":["sqs:*"],"NotResource":"*","Condition":{"Null":{"a":"true"},"StringNotEqualsIfExists":{"aws:PrincipalArn":["a","b?"]}}}}"""
    );

    private static readonly byte[][] Words =
    [
        .. FuzzRun.Json,
        .. FuzzRun.Words(
            "\"Effect\":",
            "\"Allow\"",
            "\"Principal\":",
            "*",
            "****?*",
            "arn:aws:::::",
            "ForAnyValue:StringLike",
            "${aws:username}"
        ),
    ];

    private static readonly PolicyCall Call = new(
        new PolicyPrincipal(PolicyPrincipal.Aws, "arn:aws:iam::111122223333:role/millrace"),
        "sqs:SendMessage",
        "arn:aws:sqs:us-east-1:123456789012:deltas",
        new Dictionary<string, string> { ["aws:SecureTransport"] = "true", ["aws:SourceArn"] = "arn:aws:sns:us-east-1:1:x-1" },
        ["a"]
    );

    [Fact]
    public void A_policy_is_read_or_refused_by_a_sentence() =>
        FuzzRun.Play(
            "policies",
            Seeds,
            Words,
            bytes =>
            {
                var policy = Policy.Read(Text(bytes), out var fault);
                (policy is null).ShouldBe(fault is not null);
                return policy is null ? FuzzAnswer.Refused(fault!) : FuzzAnswer.Read($"{policy.Judge(Call).Verdict}");
            }
        );

    /// <summary>Bytes that are no UTF-8 become halves of surrogate pairs, as an attribute of a queue may hold them.</summary>
    private static string Text(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Replace('\ufffd', '\ud800');
    }
}
