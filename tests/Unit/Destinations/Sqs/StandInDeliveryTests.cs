using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;
using Millrace.Sandbox.Queues;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Delivery to the sandbox's stand-in for SQS, and receipt by the AWS SDK.</summary>
public sealed class StandInDeliveryTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-destination-").FullName;
    private QueueStandIn standIn = null!;
    private WebApplication web = null!;
    private AmazonSQSClient sdk = null!;
    private SqsDestinationFactory factory = null!;
    private IDestination destination = null!;
    private string queueUrl = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        standIn = QueueStandIn.Open(Path.Combine(folder, "queues.db"), new QueueStandInOptions(), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        standIn.Map(web);
        await web.StartAsync(Cancellation);
        var address = new Uri(web.Urls.Single());
        sdk = new(
            new BasicAWSCredentials("a", "b"),
            new AmazonSQSConfig { ServiceURL = address.ToString(), AuthenticationRegion = "us-east-1" }
        );
        queueUrl = (await sdk.CreateQueueAsync("deltas", Cancellation)).QueueUrl;
        factory = new(
            new SqsDestinationOptions
            {
                ServiceUrl = address,
                AccessKey = "a",
                SecretKey = "b",
            }
        );
        destination = factory.Open(SqsRig.Arn);
    }

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        sdk.Dispose();
        await web.DisposeAsync();
        await standIn.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Odd_letters_arrive_byte_for_byte()
    {
        string[] texts =
        [
            """{"quoted":"\"","path":"C:\\x\\"}""",
            "tab\tline\r\nnext",
            "Grüße 漢字 🎉 𝒳",
            "separators \u2028 \u2029 \u0085 \u200F \uFEFF",
            "<script>&amp;'+`</script>\u007F",
            "\uD7FF\uE000\uFFFD",
            "\\u0041 \\n \\",
            "\"",
        ];

        (await DeliverAsync(texts)).ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);

        (await ReceiveAsync(texts.Length)).ShouldBe(texts, ignoreOrder: true);
    }

    [Fact]
    public async Task Any_text_arrives_byte_for_byte()
    {
        var random = new Random(20260712);
        string[] texts = [.. Enumerable.Range(0, 100).Select(_ => Text(random))];

        (await DeliverAsync(texts)).ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);

        (await ReceiveAsync(texts.Length)).ShouldBe(texts, ignoreOrder: true);
    }

    [Fact]
    public async Task Letter_that_sqs_forbids_is_refused_alone()
    {
        var outcomes = await DeliverAsync("good", "bad \u0001", "bad \uFFFE", "fine");

        outcomes[0].ShouldBeDelivered();
        outcomes[1].ShouldBeRefused("InvalidMessageContents");
        outcomes[2].ShouldBeRefused("InvalidMessageContents");
        outcomes[2].ShouldBeOfType<DeliveryOutcome.Refused>().IsOfMessage.ShouldBeTrue();
        outcomes[3].ShouldBeDelivered();
        (await ReceiveAsync(2)).ShouldBe(["good", "fine"], ignoreOrder: true);
    }

    [Fact]
    public async Task Messages_beyond_the_bound_of_the_stand_in_are_sent_in_smaller_calls()
    {
        var large = new string('x', 100_000);

        (await DeliverAsync(large, large, large, large)).ShouldAllBe(outcome => outcome is DeliveryOutcome.Delivered);

        (await ReceiveAsync(4)).ShouldAllBe(text => text == large);
    }

    [Fact]
    public async Task Queue_that_is_made_anew_is_found_again()
    {
        (await DeliverAsync("before"))[0].ShouldBeDelivered();
        await sdk.DeleteQueueAsync(queueUrl, Cancellation);

        (await DeliverAsync("meanwhile"))[0].ShouldBeRefused("does not exist");
        await sdk.CreateQueueAsync("deltas", Cancellation);
        (await DeliverAsync("after"))[0].ShouldBeDelivered();
    }

    /// <summary>Letters of all planes, those more often that JSON escapes.</summary>
    private static string Text(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(1, 200))
                .Select(_ =>
                    random.Next(4) switch
                    {
                        0 => "\"\\\t\n\r/<&"[random.Next(8)].ToString(),
                        1 => char.ConvertFromUtf32(random.Next(0x20, 0xD800)),
                        2 => char.ConvertFromUtf32(random.Next(0xE000, 0xFFFE)),
                        _ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
                    }
                )
        );

    private async Task<IReadOnlyList<DeliveryOutcome>> DeliverAsync(params string[] texts) =>
        await destination.DeliverAsync(
            [.. texts.Select(text => new OutgoingMessage(Encoding.UTF8.GetBytes(text)))],
            Cancellation
        );

    private async Task<List<string>> ReceiveAsync(int count)
    {
        var texts = new List<string>();
        for (var attempt = 0; attempt < 30 && texts.Count < count; attempt++)
        {
            var received = await sdk.ReceiveMessageAsync(
                new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1 },
                Cancellation
            );
            texts.AddRange((received.Messages ?? []).Select(message => message.Body));
        }

        return texts;
    }
}
