using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Setup;
using Millrace.Unit.Server;
using YamlDotNet.RepresentationModel;

namespace Millrace.Unit.Runtime.Setup;

/// <summary>What is generated is well-formed, and the doctor passes its policies: for every dataset, realm and profile.</summary>
public sealed partial class SetupTextTests
{
    private const string Client = "amzn1.application-oa2-client.1";

    public static TheoryData<string, PolicyProfile> Orders
    {
        get
        {
            var orders = new TheoryData<string, PolicyProfile>();
            foreach (var id in Datasets.All.Select(one => one.Id).Concat(Documents.All.Select(one => one.Id)))
            {
                orders.Add(id, PolicyProfile.Production);
                orders.Add(id, PolicyProfile.Compat);
            }

            return orders;
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Policies_of_queues_are_passed_in_every_form(string dataset, PolicyProfile profile)
    {
        foreach (var realm in Realm.BuiltIn)
        {
            var arn = $"arn:aws:sqs:{realm.AwsRegion}:123456789012:{realm.Id}-{dataset}";
            var order = Order(dataset, realm, profile, isStream: false);
            var yaml = Load(SetupText.Write(order, SetupFormat.CloudFormation));
            var document = At(yaml, "Resources", "QueuePolicy", "Properties", "PolicyDocument");
            string[] policies =
            [
                SetupText.Write(order, SetupFormat.Policy),
                Json(document, arn).ToJsonString(),
                Terraform(SetupText.Write(order, SetupFormat.Terraform), arn).ShouldHaveSingleItem(),
            ];
            foreach (var policy in policies)
            {
                var inspector = new PlannedInspector { Queue = PlannedInspector.Seen(policy) };
                var options = new DoctorOptions { Profile = profile, Principal = ServerRig.Principal };
                var found = await new Doctor(inspector, options, new FakeTimeProvider()).ExamineAsync(
                    new(arn),
                    dataset,
                    realm,
                    TestContext.Current.CancellationToken
                );
                found.Findings.ShouldBeEmpty(policy);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Roles_of_streams_admit_who_sends_and_nobody_else(string dataset, PolicyProfile profile)
    {
        foreach (var realm in Realm.BuiltIn)
        {
            const string stream = "arn:aws:firehose:x:123456789012:deliverystream/y";
            var order = Order(dataset, realm, profile, isStream: true);
            var resources = At(Load(SetupText.Write(order, SetupFormat.CloudFormation)), "Resources");
            foreach (var role in new[] { "SubscriptionRole", "SubscriberRole" })
            {
                var trust = Read(Json(At(resources, role, "Properties", "AssumeRolePolicyDocument"), stream));
                Assumes(trust, ServerRig.Principal, Client).ShouldBe(profile == PolicyProfile.Production, role);
                Assumes(trust, ServerRig.Principal, "another").ShouldBeFalse(role);
                var original = role == "SubscriberRole" ? Publisher.SubscriberRole : Publisher.ReviewerRole;
                Assumes(trust, original, Client).ShouldBe(profile == PolicyProfile.Compat, role);
            }

            var policy = (YamlMappingNode)((YamlSequenceNode)At(resources, "SubscriptionRole", "Properties", "Policies"))[0];
            Puts(Read(Json(At(policy, "PolicyDocument"), stream)), stream).ShouldBeTrue();
            var terraform = Terraform(SetupText.Write(order, SetupFormat.Terraform), stream);
            terraform.Count.ShouldBe(profile == PolicyProfile.Compat ? 6 : 5);
            terraform.Select(one => Read(JsonNode.Parse(one)!)).Count(one => Puts(one, stream)).ShouldBe(1);
        }
    }

    [Fact]
    public void Client_that_is_not_named_is_a_parameter()
    {
        var order = Order("sp-traffic", Realm.Of("NA"), PolicyProfile.Production, isStream: true) with { ExternalId = null };

        var template = Load(SetupText.Write(order, SetupFormat.CloudFormation));

        ((YamlScalarNode)At(template, "Parameters", "ClientId", "Type")).Value.ShouldBe("String");
        SetupText.Write(order, SetupFormat.Terraform).ShouldContain("variable \"client_id\"");
    }

    /// <summary>Braces and quotes that close; what stands between is what the other tests read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Terraform_closes_what_it_opens(bool isStream)
    {
        var text = SetupText.Write(
            Order("sp-traffic", Realm.Of("NA"), PolicyProfile.Production, isStream),
            SetupFormat.Terraform
        );

        text.Count(letter => letter == '{').ShouldBe(text.Count(letter => letter == '}'));
        text.Split('\n').ShouldAllBe(line => line.Count(letter => letter == '"') % 2 == 0);
        text.Split('\n').ShouldAllBe(line => line.Length == 0 || line.TrimEnd() == line);
    }

    private static SetupOrder Order(string dataset, Realm realm, PolicyProfile profile, bool isStream) =>
        new(
            dataset,
            realm,
            profile == PolicyProfile.Production ? Publisher.Of(ServerRig.Principal, realm) : Publisher.Original(dataset, realm)!,
            isStream,
            Client
        );

    private static bool Assumes(Policy trust, string caller, string externalId) =>
        trust
            .Judge(
                new(
                    new(PolicyPrincipal.Aws, caller),
                    "sts:AssumeRole",
                    "",
                    new Dictionary<string, string> { ["sts:ExternalId"] = externalId },
                    []
                )
            )
            .Verdict == PolicyVerdict.Allowed;

    /// <summary>Of a role: it names no principals, so whoever asks is the role.</summary>
    private static bool Puts(Policy policy, string stream) =>
        policy.Statements.All(one => one.Principals is null)
        && policy
            .Judge(new(new(PolicyPrincipal.Aws, "r"), "firehose:PutRecordBatch", stream, new Dictionary<string, string>(), []))
            .Verdict == PolicyVerdict.Allowed;

    private static Policy Read(JsonNode policy) => Policy.Read(policy.ToJsonString(), out var fault).ShouldNotBeNull(fault);

    private static YamlNode Load(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents[0].RootNode;
    }

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (at, name) => at[name]);

    /// <summary>A document of the template as CloudFormation would have it: what it gets from a resource is its ARN.</summary>
    private static JsonNode Json(YamlNode node, string arn) =>
        node switch
        {
            YamlMappingNode map when map.Children.ContainsKey("Fn::GetAtt") => arn,
            YamlMappingNode map => new JsonObject(
                map.Children.Select(pair =>
                    KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, (JsonNode?)Json(pair.Value, arn))
                )
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Json(item, arn))]),
            _ => ((YamlScalarNode)node).Value!,
        };

    /// <summary>The policies of a module, with an ARN in place of what it gets from resources.</summary>
    private static List<string> Terraform(string module, string arn) =>
        [.. Encoded().Matches(module).Select(match => Reference().Replace(match.Groups[1].Value, arn))];

    [GeneratedRegex(@"jsonencode\((\{.*?\n  \})\)", RegexOptions.Singleline)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\$\{[a-z0-9_.]+\}")]
    private static partial Regex Reference();
}
