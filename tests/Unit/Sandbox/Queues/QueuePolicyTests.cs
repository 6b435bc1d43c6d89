using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Destinations;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ports;
using Millrace.Sandbox.Queues;
using Millrace.Sandbox.StandIns;

namespace Millrace.Unit.Sandbox.Queues;

/// <summary>The stand-in denies the publisher what policies deny; the doctor says so over the same wire, and what it pastes helps.</summary>
public sealed class QueuePolicyTests : IAsyncDisposable
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:deltas";
    private const string Record = """{"dataset_id":"sp-traffic","clicks":1}""";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-policies");
    private AwsStandIn? standIn;
    private WebApplication? web;
    private Uri address = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(PolicyProfile.Production)]
    [InlineData(PolicyProfile.Compat)]
    public async Task Denied_publisher_is_diagnosed_and_what_is_pasted_admits_it(PolicyProfile profile)
    {
        await StartAsync(profile);
        using var owner = Client("somebody");
        var url = (await owner.CreateQueueAsync("deltas", Cancel)).QueueUrl;
        (await SendAsync(Record)).ShouldBeOfType<DeliveryOutcome.Refused>().Why.ShouldContain("AccessDenied");
        await owner.SendMessageAsync(url, "the owner may", Cancel);

        // Who may not even look can say what to paste.
        var finding = (await ExamineAsync(profile)).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QueueNotReadable");
        await owner.SetQueueAttributesAsync(url, new() { ["Policy"] = finding.Policy.ShouldNotBeNull() }, Cancel);

        (await ExamineAsync(profile)).Findings.ShouldBeEmpty();
        (await SendAsync(Record)).ShouldBeOfType<DeliveryOutcome.Delivered>();
    }

    [Fact]
    public async Task Production_denies_the_template_of_the_original_and_compat_takes_it()
    {
        var template = PolicyText.Show(PolicyText.OfQueue(Publisher.Original("sp-traffic", Realm.Of("NA"))!, Arn));
        await StartAsync(PolicyProfile.Production);
        using (var owner = Client("somebody"))
        {
            await owner.CreateQueueAsync(
                new CreateQueueRequest("deltas") { Attributes = new() { ["Policy"] = template } },
                Cancel
            );
        }

        (await SendAsync(Record)).ShouldBeOfType<DeliveryOutcome.Refused>();

        // The policy outlives the process.
        await StopAsync();
        await StartAsync(PolicyProfile.Compat);

        (await SendAsync(Record)).ShouldBeOfType<DeliveryOutcome.Delivered>();
        (
            await SendAsync("""{"TopicArn":"arn:aws:sns:us-east-1:906013806264:FEADMessageDeliveryTopic-sp-traffic"}""")
        ).ShouldBeOfType<DeliveryOutcome.Delivered>();
        (await SendAsync("""{"dataset_id":"sp-conversion"}""")).ShouldBeOfType<DeliveryOutcome.Refused>();
        (await SendAsync("no record")).ShouldBeOfType<DeliveryOutcome.Refused>();
    }

    [Fact]
    public async Task Messages_of_one_call_are_denied_alone()
    {
        var template = PolicyText.Show(PolicyText.OfQueue(Publisher.Original("sp-traffic", Realm.Of("NA"))!, Arn));
        await StartAsync(PolicyProfile.Compat);
        using var owner = Client("somebody");
        await owner.CreateQueueAsync(new CreateQueueRequest("deltas") { Attributes = new() { ["Policy"] = template } }, Cancel);

        var outcomes = await SendAllAsync(Record, """{"dataset_id":"sp-conversion"}""");

        outcomes[0].ShouldBeOfType<DeliveryOutcome.Delivered>();
        outcomes[1].ShouldBeOfType<DeliveryOutcome.Refused>().Why.ShouldContain("AccessDenied");
    }

    [Fact]
    public async Task Nothing_is_denied_unless_the_stand_in_is_told_to()
    {
        await StartAsync(null);
        using var owner = Client("somebody");
        await owner.CreateQueueAsync("deltas", Cancel);

        (await SendAsync(Record)).ShouldBeOfType<DeliveryOutcome.Delivered>();
        (await ExamineAsync(PolicyProfile.Production)).Findings.ShouldBeEmpty();
    }

    private async Task<DeliveryOutcome> SendAsync(string body) => (await SendAllAsync(body))[0];

    private async Task<IReadOnlyList<DeliveryOutcome>> SendAllAsync(params string[] bodies)
    {
        using var queues = Queues();
        await using var destination = queues.Open(Arn);
        return await destination.DeliverAsync(
            [.. bodies.Select(body => new OutgoingMessage(System.Text.Encoding.UTF8.GetBytes(body)))],
            Cancel
        );
    }

    private async Task<DestinationDiagnosis> ExamineAsync(PolicyProfile profile)
    {
        using var queues = Queues();
        using var streams = new FirehoseDestinationFactory(
            new FirehoseDestinationOptions
            {
                ServiceUrl = address,
                AccessKey = StandInKeys.Publisher,
                SecretKey = "x",
            }
        );
        var doctor = new Doctor(
            new DestinationInspector(queues, streams),
            new DoctorOptions { Profile = profile, LookMax = TimeSpan.FromSeconds(60) },
            new FakeTimeProvider()
        );
        return await doctor.ExamineAsync(new(Arn), "sp-traffic", Realm.Of("NA"), Cancel);
    }

    private SqsDestinationFactory Queues() =>
        new(
            new SqsDestinationOptions
            {
                ServiceUrl = address,
                AccessKey = StandInKeys.Publisher,
                SecretKey = "x",
            }
        );

    private AmazonSQSClient Client(string key) =>
        new(
            new BasicAWSCredentials(key, "x"),
            new AmazonSQSConfig { ServiceURL = address.ToString(), AuthenticationRegion = "us-east-1" }
        );

    private async Task StartAsync(PolicyProfile? policies)
    {
        var options = new AwsStandInOptions { Queues = new QueueStandInOptions { Policies = policies } };
        standIn = AwsStandIn.Open(folder.FullName, options, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        standIn.Map(web);
        await web.StartAsync(Cancel);
        address = new Uri(web.Urls.Single());
    }

    private async Task StopAsync()
    {
        await (web?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (standIn?.DisposeAsync() ?? ValueTask.CompletedTask);
        (web, standIn) = (null, null);
    }
}
