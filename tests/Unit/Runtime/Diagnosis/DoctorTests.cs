using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Unit.Server;

namespace Millrace.Unit.Runtime.Diagnosis;

/// <summary>Every finding is provoked once; what it says to paste is what the doctor passes.</summary>
public sealed class DoctorTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:deltas";
    private const string Stream = "arn:aws:firehose:us-east-1:123456789012:deliverystream/deltas";
    private static readonly Realm Na = Realm.Of("NA");
    private static readonly Publisher Own = Publisher.Of(ServerRig.Principal, Na);
    private static readonly Publisher Amazon = Publisher.Original("sp-traffic", Na)!;
    private readonly PlannedInspector inspector = new();

    [Fact]
    public async Task By_compat_the_topics_of_the_deployment_count_where_it_names_them()
    {
        var topics = new TopicNames
        {
            Publishers = new Dictionary<(string, string), string> { [("sp-traffic", "NA")] = "111122223333" },
        };
        var doctor = new Doctor(
            inspector,
            new DoctorOptions { Profile = PolicyProfile.Compat, Topics = topics },
            new FakeTimeProvider()
        );
        async Task<Finding?> ErrorAsync() =>
            (
                await doctor.ExamineAsync(new DestinationAddress(Queue), "sp-traffic", Na, TestContext.Current.CancellationToken)
            ).FirstError;

        inspector.Queue = PlannedInspector.Seen(PolicyText.Show(PolicyText.OfQueue(Amazon, Queue)));
        var wrong = (await ErrorAsync()).ShouldNotBeNull();
        (wrong.Code, wrong.Policy!.Contains("111122223333", StringComparison.Ordinal)).ShouldBe(("TopicAccountWrong", true));
        inspector.Queue = PlannedInspector.Seen(wrong.Policy);
        (await ErrorAsync()).ShouldBeNull();
    }

    /// <summary>The policy of the original's guide, with an account and a region of its own.</summary>
    private static string Template(string source) =>
        $$$$"""
            {"Version":"2008-10-17","Statement":[
              {"Sid":"one","Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"SQS:SendMessage","Resource":"{{{{Queue}}}}","Condition":{"ArnEquals":{"aws:SourceArn":"{{{{source}}}}"}}},
              {"Sid":"two","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::926844853897:role/ReviewerRole"},"Action":"SQS:GetQueueAttributes","Resource":"*"}]}
            """;

    private static string Allow(string principal, string action, string resource, string more = "") =>
        $$"""{"Statement":[{"Sid":"mine","Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"{{action}}","Resource":"{{resource}}"{{more}}}]}""";

    public static TheoryData<PolicyProfile, string, string> Policies =>
        new()
        {
            { PolicyProfile.Production, "", "QueuePolicyMissing" },
            { PolicyProfile.Production, "{", "QueuePolicyInvalid" },
            { PolicyProfile.Production, Template("arn:aws:sns:us-east-1:906013806264:*"), "OnlyOriginalAdmitted" },
            { PolicyProfile.Production, Allow("arn:aws:iam::444455556666:role/x", "sqs:*", Queue), "SenderNotAdmitted" },
            {
                PolicyProfile.Production,
                Allow(ServerRig.Principal, "sqs:SendMessage", Queue + "2"),
                "QueuePolicyOfOtherResource"
            },
            { PolicyProfile.Production, Allow(ServerRig.Principal, "sqs:GetQueueAttributes", Queue), "SendMessageMissing" },
            {
                PolicyProfile.Production,
                Allow(
                    ServerRig.Principal,
                    "sqs:*",
                    Queue,
                    ""","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:906013806264:*"}}"""
                ),
                "ConditionNotMet"
            },
            {
                PolicyProfile.Production,
                Allow(ServerRig.Principal, "sqs:*", Queue, ""","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"""),
                "SenderNotJudged"
            },
            { PolicyProfile.Production, Allow("*", "sqs:*", Queue), "SenderOpen" },
            {
                PolicyProfile.Production,
                """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}""",
                "SenderDenied"
            },
            { PolicyProfile.Compat, "", "QueuePolicyMissing" },
            { PolicyProfile.Compat, Template("arn:aws:sns:us-east-1:802324068763:*"), "TopicAccountWrong" },
            { PolicyProfile.Compat, Template("arn:aws:sns:eu-west-1:906013806264:*"), "TopicAccountWrong" },
            { PolicyProfile.Compat, Template("arn:aws:sns:us-east-1:*:*"), "TopicAccountOpen" },
            { PolicyProfile.Compat, Allow(ServerRig.Principal, "sqs:*", Queue), "SenderNotAdmitted" },
            {
                PolicyProfile.Compat,
                Template("arn:aws:sns:us-east-1:906013806264:*")
                    .Replace("926844853897", "926844853898", StringComparison.Ordinal),
                "ReviewerNotAdmitted"
            },
        };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Wrong_policy_has_its_finding_and_what_it_says_to_paste_is_passed(
        PolicyProfile profile,
        string policy,
        string code
    )
    {
        inspector.Queue = PlannedInspector.Seen(policy);

        var found = await ExamineAsync(profile);

        var finding = found.Findings.First(one => one.Code == code);
        found.Findings.ShouldAllBe(one => one.What.Length > 20 && one.Remedy.Length > 5);
        inspector.Queue = PlannedInspector.Seen(finding.Policy.ShouldNotBeNull());
        (await ExamineAsync(profile)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Template_of_the_original_is_passed_by_compat_alone()
    {
        inspector.Queue = PlannedInspector.Seen(Template("arn:aws:sns:us-east-1:906013806264:*"));

        (await ExamineAsync(PolicyProfile.Compat)).Findings.ShouldBeEmpty();
        (await ExamineAsync(PolicyProfile.Production)).FirstError.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("arn:aws:sqs:us-east-1:1:deltas", "QueueArnInvalid")]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:deltas.fifo", "QueueIsFifo")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:deltas", "RegionWrong")]
    public async Task Form_of_a_queue_is_judged_without_a_look(string arn, string code)
    {
        (await ExamineAsync(PolicyProfile.Production, arn)).FirstError!.Code.ShouldBe(code);
        inspector.Looks.ShouldBe(0);
    }

    [Theory]
    [InlineData(LookResult.Missing, PolicyProfile.Production, "QueueMissing", FindingWeight.Error)]
    [InlineData(LookResult.Forbidden, PolicyProfile.Production, "QueueNotReadable", FindingWeight.Warning)]
    [InlineData(LookResult.Forbidden, PolicyProfile.Compat, "QueueNotReadable", FindingWeight.Error)]
    [InlineData(LookResult.Unreachable, PolicyProfile.Compat, "QueueNotReached", FindingWeight.Warning)]
    public async Task Queue_that_was_not_seen_is_told(LookResult result, PolicyProfile profile, string code, FindingWeight weight)
    {
        inspector.Queue = new(result, new Dictionary<string, string>(), "SQS: no");

        var finding = (await ExamineAsync(profile)).Findings.ShouldHaveSingleItem();

        (finding.Code, finding.Weight).ShouldBe((code, weight));
    }

    [Theory]
    [InlineData("KmsMasterKeyId", "alias/aws/sqs", "KeyAdmitsNobody")]
    [InlineData("KmsMasterKeyId", "alias/mine", "KeyNotJudged")]
    [InlineData("MaximumMessageSize", "1024", "MessageSizeSmall")]
    [InlineData("MessageRetentionPeriod", "3600", "RetentionShort")]
    public async Task Settings_that_hurt_are_told(string name, string value, string code)
    {
        inspector.Queue = PlannedInspector.Seen(PolicyText.Show(PolicyText.OfQueue(Own, Queue)), (name, value));

        (await ExamineAsync(PolicyProfile.Production)).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task Messages_of_entities_are_larger_than_records()
    {
        inspector.Queue = PlannedInspector.Seen(PolicyText.Show(PolicyText.OfQueue(Own, Queue)), ("MaximumMessageSize", "65536"));

        (await ExamineAsync(PolicyProfile.Production)).Findings.ShouldBeEmpty();
        (await ExamineAsync(PolicyProfile.Production, dataset: "campaigns"))
            .Findings.ShouldHaveSingleItem()
            .Code.ShouldBe("MessageSizeSmall");
    }

    [Fact]
    public async Task Queue_of_the_deployments_own_account_needs_no_policy()
    {
        inspector.Queue = PlannedInspector.Seen("");

        var own = Queue.Replace("123456789012", "111122223333", StringComparison.Ordinal);

        (await ExamineAsync(PolicyProfile.Production, own)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deployment_that_does_not_know_its_role_judges_no_policy()
    {
        inspector.Queue = PlannedInspector.Seen(Template("arn:aws:sns:us-east-1:906013806264:*"));
        var doctor = new Doctor(inspector, new DoctorOptions(), new FakeTimeProvider());

        var found = await doctor.ExamineAsync(new(Queue), "sp-traffic", Na, TestContext.Current.CancellationToken);

        found.FirstError.ShouldBeNull();
        found.Findings.ShouldHaveSingleItem().Code.ShouldBe("PrincipalUnknown");
    }

    [Fact]
    public async Task Dataset_without_topics_is_told() =>
        (await ExamineAsync(PolicyProfile.Compat, dataset: "sp-nothing")).FirstError!.Code.ShouldBe("DatasetNotPublished");

    [Theory]
    [InlineData(StreamObstacle.SubscriberRole, "STS: AccessDenied: no", "RoleNotAssumable", true)]
    [InlineData(StreamObstacle.SubscriptionRole, "STS: not authorized to perform: sts:TagSession", "RoleRefusesTags", true)]
    [InlineData(StreamObstacle.Permission, "Firehose: AccessDenied: no", "StreamPermissionMissing", true)]
    [InlineData(StreamObstacle.Missing, "not found", "StreamMissing", false)]
    [InlineData(StreamObstacle.Unfit, "the stream is of type KinesisStreamAsSource", "StreamUnfit", false)]
    [InlineData(StreamObstacle.Unreachable, "no answer", "StreamNotReached", false)]
    public async Task Obstacle_on_the_way_to_a_stream_has_its_finding(
        StreamObstacle obstacle,
        string why,
        string code,
        bool pastes
    )
    {
        inspector.Stream = new(obstacle, why);

        var finding = (await ExamineStreamAsync("arn:aws:iam::123456789012:role/a")).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe(code);
        (finding.Policy is not null).ShouldBe(pastes);
    }

    [Fact]
    public async Task Stream_that_admits_the_service_has_nothing_wrong()
    {
        (await ExamineStreamAsync("arn:aws:iam::123456789012:role/a")).Findings.ShouldBeEmpty();
        (await ExamineStreamAsync("arn:aws:iam::999999999999:role/a")).FirstError!.Code.ShouldBe("RoleArnInvalid");
    }

    [Fact]
    public void Trust_policy_admits_the_deployment_with_the_external_id_alone()
    {
        var trust = Policy.Read(StreamPolicies.OfTrust(Own, true, "client-1").ToJsonString(), out _)!;
        PolicyVerdict Assume(string id) =>
            trust
                .Judge(new(Own.Sender, "sts:AssumeRole", "", new Dictionary<string, string> { ["sts:ExternalId"] = id }, []))
                .Verdict;

        Assume("client-1").ShouldBe(PolicyVerdict.Allowed);
        Assume("client-2").ShouldBe(PolicyVerdict.NotAllowed);
        trust.Judge(Amazon.Look("sts:AssumeRole", "")).Verdict.ShouldBe(PolicyVerdict.NotAllowed);
    }

    private ValueTask<DestinationDiagnosis> ExamineAsync(
        PolicyProfile profile,
        string arn = Queue,
        string dataset = "sp-traffic"
    ) => Doctor(profile).ExamineAsync(new(arn), dataset, Na, TestContext.Current.CancellationToken);

    private ValueTask<DestinationDiagnosis> ExamineStreamAsync(string role) =>
        Doctor(PolicyProfile.Production)
            .ExamineAsync(
                new(Stream, new FirehoseAccess(role, role, false, "client-1", "s", "sp-traffic")),
                "sp-traffic",
                Na,
                TestContext.Current.CancellationToken
            );

    private Doctor Doctor(PolicyProfile profile) =>
        new(inspector, new DoctorOptions { Profile = profile, Principal = ServerRig.Principal }, new FakeTimeProvider());
}
