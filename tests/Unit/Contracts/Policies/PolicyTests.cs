using System.Text.Json.Nodes;
using CsCheck;
using Millrace.Contracts.Policies;

namespace Millrace.Unit.Contracts.Policies;

/// <summary>Policies are judged as AWS judges them; what cannot be judged is said so, and what cannot be read throws nothing.</summary>
public sealed class PolicyTests
{
    private const string Topic = "arn:aws:sns:us-east-1:906013806264:FEADMessageDeliveryTopic-x";
    private static readonly PolicyPrincipal Role = new(PolicyPrincipal.Aws, NaiveJudge.Caller);

    [Fact]
    public void Judge_says_what_a_naive_judge_says()
    {
        var principals = Gen.OneOf(
            "*",
            NaiveJudge.Caller,
            "111122223333",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::926844853897:role/ReviewerRole"
        );
        var actions = Gen.OneOf(
            "sqs:SendMessage",
            "SQS:SendMessage",
            "sqs:*",
            "*",
            "sqs:Send*",
            "sqs:GetQueue?ttributes",
            "s3:*",
            "sqs:SendMessag?"
        );
        var resources = Gen.OneOf(
            "*",
            NaiveJudge.Queue,
            "arn:aws:sqs:*:123456789012:deltas",
            "arn:aws:sqs:us-east-1:123456789012:other",
            "arn:aws:sqs:us-east-1:123456789012:*s"
        );
        var comparison = Gen.Select(
            Gen.OneOf(
                "ArnLike",
                "ArnEquals",
                "ArnNotLike",
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIfExists",
                "ArnLikeIfExists",
                "Null"
            ),
            Gen.OneOf("aws:SourceArn", "aws:SourceAccount"),
            Gen.OneOf(
                Topic,
                "arn:aws:sns:us-east-1:906013806264:*",
                "arn:aws:sns:*:*:*",
                "906013806264",
                "9*4",
                "true",
                "false"
            ).Array[1, 2]
        );
        var statement = Gen.Select(
            Gen.OneOf("Allow", "Allow", "Deny"),
            principals.Array[1, 2],
            Gen.Select(Gen.Bool, actions.Array[1, 2]),
            resources.Array[1, 2],
            comparison.Array[0, 2]
        );
        var context = Gen.OneOf<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string>(),
            new Dictionary<string, string> { ["aws:SourceArn"] = Topic, ["aws:SourceAccount"] = "906013806264" }
        );
        Gen.Select(statement.Array[0, 4], context)
            .Sample(
                (statements, known) =>
                {
                    var policy = new JsonObject { ["Statement"] = new JsonArray([.. statements.Select(Write)]) };
                    var read = Policy.Read(policy.ToJsonString(), out var fault).ShouldNotBeNull(fault);
                    string[] absent = [.. new[] { "aws:SourceArn", "aws:SourceAccount" }.Where(key => !known.ContainsKey(key))];

                    var ruling = read.Judge(new PolicyCall(Role, NaiveJudge.Action, NaiveJudge.Queue, known, absent));

                    ruling.Verdict.ShouldNotBe(PolicyVerdict.NotJudged);
                    (ruling.Verdict == PolicyVerdict.Allowed).ShouldBe(NaiveJudge.Allows(policy, known), policy.ToJsonString());
                },
                iter: 20_000
            );
    }

    [Theory]
    [InlineData("IpAddress", "aws:SourceIp", "10.0.0.0/8")]
    [InlineData("StringEquals", "aws:PrincipalOrgID", "o-1")]
    [InlineData("StringLike", "aws:SourceAccount", "${aws:PrincipalAccount}")]
    public void What_is_not_known_is_not_judged(string comparison, string key, string value)
    {
        var ruling = Judge(
            $"{{\"Statement\":{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\",\"Condition\":{{\"{comparison}\":{{\"{key}\":\"{value}\"}}}}}}}}"
        );

        ruling.Verdict.ShouldBe(PolicyVerdict.NotJudged);
        ruling.NotJudged.ShouldBe([$"{comparison} {key}"]);
    }

    [Fact]
    public void Denial_that_cannot_be_judged_leaves_the_rest_unjudged() =>
        Judge(
            """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}"""
        )
            .Verdict.ShouldBe(PolicyVerdict.NotJudged);

    [Fact]
    public void Usual_denial_of_calls_without_TLS_denies_nothing() =>
        Judge(
            """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"""
        )
            .Verdict.ShouldBe(PolicyVerdict.Allowed);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "no Statement")]
    [InlineData("""{"Statement":[1]}""", "statement 1 is not an object")]
    [InlineData("""{"Statement":[{"Effect":"allow","Action":"*"}]}""", "Effect must be Allow or Deny")]
    [InlineData("""{"Statement":[{"Effect":"Allow"}]}""", "no Action")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","NotAction":"*"}]}""", "both Action and NotAction")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Principal":"somebody"}]}""", "Principal must be *")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Condition":[]}]}""", "Condition must be an object")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"\ud800"}]}""", "not Unicode")]
    public void Bad_documents_are_told_by_a_sentence(string json, string said)
    {
        Policy.Read(json, out var fault).ShouldBeNull();
        fault.ShouldNotBeNull().ShouldContain(said);
    }

    private static PolicyRuling Judge(string json) =>
        Policy
            .Read(json, out var fault)
            .ShouldNotBeNull(fault)
            .Judge(
                new PolicyCall(
                    Role,
                    NaiveJudge.Action,
                    NaiveJudge.Queue,
                    new Dictionary<string, string> { ["aws:SecureTransport"] = "true", ["aws:SourceAccount"] = "1" },
                    []
                )
            );

    private static JsonNode Write(
        (
            string Effect,
            string[] Principals,
            (bool IsExcept, string[] Names) Actions,
            string[] Resources,
            (string Name, string Key, string[] Values)[] Conditions
        ) statement
    )
    {
        var json = new JsonObject
        {
            ["Effect"] = statement.Effect,
            ["Principal"] = new JsonObject { ["AWS"] = List(statement.Principals) },
            [statement.Actions.IsExcept ? "NotAction" : "Action"] = List(statement.Actions.Names),
            ["Resource"] = List(statement.Resources),
        };
        var conditions = new JsonObject();
        foreach (var (name, key, values) in statement.Conditions)
        {
            if (conditions[name] is not JsonObject keys)
            {
                conditions[name] = keys = [];
            }

            keys[key] = name == "Null" ? (values[0] == "true" ? "true" : "false") : List(values);
        }

        if (conditions.Count > 0)
        {
            json["Condition"] = conditions;
        }

        return json;
    }

    private static JsonNode List(string[] texts) =>
        texts.Length == 1 ? texts[0] : new JsonArray([.. texts.Select(text => (JsonNode)text)]);
}
