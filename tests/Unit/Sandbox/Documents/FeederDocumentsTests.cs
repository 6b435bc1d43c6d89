using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Platform;
using Millrace.Sandbox.Platform.Accounting;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>The feeder tells entities in their order and at known times, whatever crashes, and the books follow.</summary>
public sealed class FeederDocumentsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 6, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(5, new() { Start = Start, EventsPerHour = 4000 });
    private static readonly VirtualPlatform Small = new(5, Platform.Options with { Accounts = 2, EventsPerHour = 1500 });
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-feeder-").FullName;
    private ServeStub serve = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ProgressFile => Path.Combine(folder, "feed.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Changes_follow_the_events_of_their_slice_at_a_clock_that_stands_at_its_beginning()
    {
        await RunAsync(new Books(), Start.AddMinutes(30));
        var clock = Start;
        var slices = new List<string>();
        foreach (var call in serve.Applied.Where(call => call.What != "PUT /ingest/v1/products"))
        {
            var slice = call.Key.Split('-') is [_, _, var name, ..] && long.TryParse(name, out var seconds) ? seconds : 0;
            switch (call.What)
            {
                case "POST /sandbox/v1/clock":
                    clock = TimeOf(call);
                    break;
                case "POST /ingest/v1/events":
                    slice.ShouldBe(clock.ToUnixTimeSeconds());
                    slices.LastOrDefault().ShouldNotBe($"changes {slice}", "the events come first");
                    slices.Add($"events {slice}");
                    break;
                default:
                    slice.ShouldBeOneOf(0, clock.ToUnixTimeSeconds());
                    slices.Add($"changes {slice}");
                    break;
            }
        }

        var sent = serve
            .Applied.Where(call => call.What == "PUT /ingest/v1/entities")
            .SelectMany(call => call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        sent.ShouldBe(
            Platform.Entities.Concat(Platform.ChangesBetween(Start, Start.AddMinutes(30))).Select(told => told.Document)
        );
        slices.Count(name => name.StartsWith("changes", StringComparison.Ordinal)).ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task After_a_crash_at_any_call_the_deployment_has_been_told_the_same_and_the_books_are_the_same()
    {
        var end = Start.AddMinutes(20);
        var books = new Books();
        await RunAsync(books, end, Small);
        var (whole, calls, meant) = (Effects(), serve.Calls.Count, Said(books));
        whole.Count.ShouldBeGreaterThan(500);
        for (var crash = 0; crash < calls; crash++)
        {
            foreach (object fault in new object[] { ServeStub.Answer(HttpStatusCode.BadRequest), new ServeStub.Lost() })
            {
                File.Delete(ProgressFile);
                serve = new ServeStub();
                Enumerable.Range(0, crash).ToList().ForEach(_ => serve.Answers.Enqueue(null));
                serve.Answers.Enqueue(fault);
                await Should.ThrowAsync<FeederException>(() => RunAsync(new Books(), end, Small));
                var again = new Books();
                await RunAsync(again, end, Small);
                Effects().SequenceEqual(whole).ShouldBeTrue($"crash at call {crash}, {fault}");
                Said(again).ShouldBe(meant);
            }
        }
    }

    [Fact]
    public async Task A_clock_that_was_set_ahead_holds_until_the_feed_has_come_so_far_also_in_later_runs()
    {
        var ahead = Start.AddHours(4);
        var books = new Books();
        var feeder = await RunAsync(books, Start.AddHours(2));
        await feeder.SetClockAsync(ahead, Cancel);
        await feeder.PostStepAsync(Start.AddHours(2), Start.AddHours(6), Cancel);
        var late = Platform.Accounts.SelectMany(account => books.Documents.BudgetMessages(account)).ToList();
        late.Count(told => told.Time == ahead.ToUnixTimeSeconds()).ShouldBeGreaterThan(50);
        late.ShouldNotContain(told => told.Time > Start.AddHours(2).ToUnixTimeSeconds() && told.Time < ahead.ToUnixTimeSeconds());

        // The feed has ended before the leap and inside it; the clock is told anew by whoever goes on.
        serve = new ServeStub();
        File.Delete(ProgressFile);
        await (await RunAsync(new Books(), Start.AddHours(2))).SetClockAsync(ahead, Cancel);
        await RunAsync(new Books(), Start.AddHours(3));
        TimeOf(serve.Applied.FindLast(call => call.What == "POST /sandbox/v1/clock")!).ShouldBe(ahead);
        var again = new Books();
        await RunAsync(again, Start.AddHours(6));
        Said(again).ShouldBe(Said(books));
    }

    [Fact]
    public async Task A_run_that_ends_between_a_slice_and_its_clock_brings_the_clock_first()
    {
        await RunAsync(new Books(), Start.AddMinutes(5));
        serve = new ServeStub();
        await RunAsync(new Books(), Start.AddMinutes(10));
        var first = serve.Applied.First(call => call.What != "PUT /ingest/v1/products");
        (first.What, TimeOf(first)).ShouldBe(("POST /sandbox/v1/clock", Start.AddMinutes(5)));
        serve
            .Applied.Where(call => call.What == "PUT /ingest/v1/entities")
            .ShouldAllBe(
                call => call.Key.Contains($"-{Start.AddMinutes(5).ToUnixTimeSeconds()}-"),
                "what exists is not told again"
            );
    }

    private async Task<Feeder> RunAsync(Books books, DateTimeOffset to, VirtualPlatform? platform = null)
    {
        var feeder = new Feeder(
            serve.Client(),
            platform ?? Platform,
            books,
            new()
            {
                IngestKey = "key-1",
                BatchLinesMax = 200,
                ProgressFile = ProgressFile,
            },
            new ImmediateTime()
        );
        feeder.Resume(Cancel);
        await feeder.PutEntitiesAsync(Cancel);
        await feeder.PostStepAsync(feeder.Position, to, Cancel);
        return feeder;
    }

    /// <summary>What has changed at the deployment, and at which time: batches that are new, lines that are not as they were.</summary>
    private List<string> Effects()
    {
        var (clock, effects, batches) = (Start, new List<string>(), new HashSet<string>());
        var entities = new Dictionary<string, string>();
        foreach (var call in serve.Applied)
        {
            if (call.What == "POST /sandbox/v1/clock")
            {
                clock = TimeOf(call) > clock ? TimeOf(call) : clock;
            }
            else if (call.What == "POST /ingest/v1/events")
            {
                effects.AddRange(batches.Add(call.Key) ? [$"{clock} {call.Key} {call.Body.Length}"] : []);
            }
            else
            {
                foreach (var line in call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    var told = JsonNode.Parse(line)!;
                    var key = $"{told["kind"]} {told["advertiser_id"]} {told["marketplace_id"]} {told["id"] ?? told["sku"]}";
                    if (entities.GetValueOrDefault(key) != line)
                    {
                        entities[key] = line;
                        effects.Add($"{clock} {line}");
                    }
                }
            }
        }

        return effects;
    }

    private static List<string> Said(Books books) =>
        [
            .. Platform.Accounts.SelectMany(account =>
                books.Documents.BudgetMessages(account).Select(told => $"{account} {told}")
            ),
            .. EntityDatasets.All.SelectMany(dataset =>
                books
                    .Documents.EntityTotals(dataset.Dataset)
                    .Select(sum => $"{dataset.Dataset} {sum.Account} {string.Join(' ', sum.Values)}")
            ),
        ];

    private static DateTimeOffset TimeOf(ServeStub.Call call) =>
        JsonDocument.Parse(call.Body).RootElement.GetProperty("time").GetDateTimeOffset();
}
