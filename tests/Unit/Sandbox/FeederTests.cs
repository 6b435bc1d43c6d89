using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox;

/// <summary>The feeder sends everything once, through faults and crashes.</summary>
public sealed class FeederTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(
        5,
        new()
        {
            Start = Start,
            EventsPerHour = 12_000,
            Datasets = ["sp-traffic"],
        }
    );
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-feeder-").FullName;
    private readonly ServeStub serve = new();
    private readonly ImmediateTime wall = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ProgressFile => Path.Combine(folder, "feed.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_step_posts_every_event_once_in_bounded_bodies_and_counts_what_was_accepted()
    {
        var books = new Books();
        var feeder = Feed(books);
        await feeder.PostStepAsync(Start, Start.AddHours(1), Cancel);

        var bodies = serve.Calls.Where(call => call.What == "POST /ingest/v1/events").ToList();
        serve.Calls.ShouldAllBe(call => call.Authorization == "Bearer key-1");
        bodies.Select(call => call.Key).Distinct().Count().ShouldBe(bodies.Count);
        bodies.ShouldAllBe(call => call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 300);
        var lines = bodies.Sum(call => call.Body.Count(letter => letter == '\n'));
        lines.ShouldBe(Platform.EventsBetween(Start, Start.AddHours(1)).Count());
        feeder.Position.ShouldBe(Start.AddHours(1));
        Agree(feeder, books);
        feeder.Accepted.Sum(account => account.Lines).ShouldBe(lines);
    }

    [Fact]
    public async Task Entities_are_put_whole()
    {
        await Feed(new Books()).PutEntitiesAsync(Cancel);
        serve.Calls.ShouldAllBe(call => call.What == "PUT /ingest/v1/entities");
        var sent = serve.Calls.SelectMany(call => call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        sent.ShouldBe(Platform.Entities.Select(entity => entity.Document));
    }

    [Fact]
    public async Task Products_are_put_where_somebody_counts_what_is_sold()
    {
        var platform = new VirtualPlatform(5, Platform.Options with { Datasets = ["sp-traffic", "sp-conversion"] });
        await Feed(new Books(), platform).PutEntitiesAsync(Cancel);
        var products = serve.Calls.Where(call => call.What == "PUT /ingest/v1/products").ToList();
        products.SelectMany(call => call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(platform.Products);
        platform.Products.Count.ShouldBeGreaterThan(100);
        products.Select(call => call.Key).Distinct().Count().ShouldBe(products.Count);
        serve.Calls[^1].ShouldBe(products[^1], "after the entities");
    }

    [Fact]
    public async Task What_was_accepted_of_every_ad_product_is_what_the_books_have_also_after_a_restart()
    {
        string[] all = ["sp-traffic", "sb-traffic", "sd-traffic", "adsp-traffic", "adsp-conversion"];
        var platform = new VirtualPlatform(5, Platform.Options with { Datasets = all });
        await Feed(new Books(), platform).PostStepAsync(Start, Start.AddHours(2), Cancel);
        var books = new Books();
        var feeder = Feed(books, platform);
        await feeder.PostStepAsync(feeder.Resume(Cancel), Start.AddHours(3), Cancel);
        foreach (var (product, dataset) in all[..4].Index())
        {
            var names = Books.MetricsOf(Millrace.Contracts.Datasets.Datasets.Find(dataset)!).Select(field => field.Name).ToList();
            var cost = names.IndexOf(product == 3 ? "total_cost" : "cost");
            feeder
                .Accepted.Select(sum =>
                    (sum.Traffic[product].Impressions, sum.Traffic[product].Clicks, sum.Traffic[product].CostMicros)
                )
                .ShouldBe(
                    books
                        .TotalsByAccount(dataset)
                        .Select(sum =>
                            (sum.Values[names.IndexOf("impressions")], sum.Values[names.IndexOf("clicks")], sum.Values[cost])
                        )
                );
            feeder.Accepted.Sum(sum => sum.Traffic[product].Clicks).ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_deployment_that_is_busy_or_full_is_asked_again_after_the_time_it_names(HttpStatusCode status)
    {
        var busy = ServeStub.Answer(status);
        busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        serve.Answers.Enqueue(busy);
        await Feed(new Books()).PostStepAsync(Start, Start.AddMinutes(5), Cancel);
        wall.Waits.ShouldBe([TimeSpan.FromSeconds(7)]);
        serve.Calls[1].ShouldBe(serve.Calls[0]);
    }

    [Fact]
    public async Task Faults_of_server_and_connection_are_retried_under_the_same_key_with_growing_waits()
    {
        serve.Answers.Enqueue(ServeStub.Answer(HttpStatusCode.ServiceUnavailable));
        serve.Answers.Enqueue(new HttpRequestException("connection reset"));
        serve.Answers.Enqueue(new TaskCanceledException("timeout"));
        var books = new Books();
        var feeder = Feed(books);
        await feeder.PostStepAsync(Start, Start.AddMinutes(5), Cancel);
        serve.Calls.Take(4).Distinct().Count().ShouldBe(1);
        wall.Waits.Select(wait => wait.TotalMilliseconds).ShouldBe([100, 200, 400]);
        Agree(feeder, books);
    }

    [Fact]
    public async Task A_deployment_that_stays_away_is_given_up_and_the_step_can_be_tried_again()
    {
        var books = new Books();
        var feeder = Feed(books);
        Enumerable.Range(0, 100).ToList().ForEach(_ => serve.Answers.Enqueue(new HttpRequestException("refused")));
        var fault = await Should.ThrowAsync<FeederException>(() => feeder.PostStepAsync(Start, Start.AddMinutes(5), Cancel));
        fault.Message.ShouldContain("was not answered after");
        wall.Waits.Sum(wait => wait.TotalSeconds).ShouldBeInRange(100, 120);
        feeder.Position.ShouldBe(Start);
        books.Cells("sp-traffic").ShouldBeEmpty();

        serve.Answers.Clear();
        await feeder.PostStepAsync(Start, Start.AddMinutes(5), Cancel);
        Agree(feeder, books);
    }

    [Fact]
    public async Task Refused_lines_are_an_error_with_their_reasons()
    {
        serve.Answers.Enqueue(
            ServeStub.Answer(HttpStatusCode.OK, """{"accepted":1,"refused":[{"line":2,"reason":"placement is missing"}]}""")
        );
        var feeder = Feed(new Books());
        var fault = await Should.ThrowAsync<FeederException>(() => feeder.PostStepAsync(Start, Start.AddMinutes(5), Cancel));
        fault.Reasons.ShouldBe(["line 2: placement is missing"]);
        fault.Message.ShouldContain("line 2: placement is missing");
        feeder.Accepted.Sum(account => account.Lines).ShouldBe(0);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "unknown key")]
    [InlineData(HttpStatusCode.Conflict, "the key was used for other lines")]
    public async Task An_answer_that_retrying_cannot_mend_is_told_at_once(HttpStatusCode status, string body)
    {
        serve.Answers.Enqueue(ServeStub.Answer(status, body));
        var fault = await Should.ThrowAsync<FeederException>(() =>
            Feed(new Books()).PostStepAsync(Start, Start.AddMinutes(5), Cancel)
        );
        fault.Message.ShouldContain($"{(int)status}: {body}");
        serve.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_is_no_answer_of_an_ingest_is_told()
    {
        serve.Answers.Enqueue(ServeStub.Answer(HttpStatusCode.OK, "<html>"));
        var fault = await Should.ThrowAsync<FeederException>(() =>
            Feed(new Books()).PostStepAsync(Start, Start.AddMinutes(5), Cancel)
        );
        fault.Message.ShouldContain("is not the one of an ingest");
    }

    [Fact]
    public async Task A_second_run_goes_on_where_the_first_ended_and_has_the_same_books()
    {
        await Feed(new Books()).PostStepAsync(Start, Start.AddHours(1), Cancel);

        // The second run dies in the middle of a slice, after some of its bodies have been taken; the third has other steps.
        var dying = Feed(new Books());
        dying.Resume(Cancel).ShouldBe(Start.AddHours(1));
        serve.Answers.Enqueue(null);
        serve.Answers.Enqueue(null);
        serve.Answers.Enqueue(ServeStub.Answer(HttpStatusCode.BadRequest));
        await Should.ThrowAsync<FeederException>(() => dying.PostStepAsync(Start.AddHours(1), Start.AddHours(2), Cancel));

        var books = new Books();
        var feeder = Feed(books);
        var at = feeder.Resume(Cancel);
        at.ShouldBe(Start.AddHours(1));
        await feeder.PostStepAsync(at, Start.AddMinutes(75), Cancel);
        await feeder.PostStepAsync(Start.AddMinutes(75), Start.AddHours(2), Cancel);
        serve
            .Taken.Where(body => !body.Key.Contains("entities"))
            .Sum(body => body.Value.Count(letter => letter == '\n'))
            .ShouldBe(Platform.EventsBetween(Start, Start.AddHours(2)).Count());
        Agree(feeder, books);
        var all = new Books();
        all.Add(Platform.EventsBetween(Start, Start.AddHours(2)));
        books.Cells("sp-traffic").Select(cell => $"{cell}").ShouldBe(all.Cells("sp-traffic").Select(cell => $"{cell}"));
    }

    [Fact]
    public async Task Progress_of_another_feed_and_broken_progress_are_not_gone_on_with()
    {
        await Feed(new Books()).PostStepAsync(Start, Start.AddMinutes(5), Cancel);
        var other = new VirtualPlatform(6, Platform.Options);
        var options = new FeederOptions { IngestKey = "key-1", ProgressFile = ProgressFile };
        Should
            .Throw<InvalidDataException>(() => new Feeder(serve.Client(), other, new Books(), options, wall).Resume(Cancel))
            .Message.ShouldContain("another feed");

        await File.WriteAllTextAsync(ProgressFile, "{\"feed\":", Cancel);
        Should.Throw<InvalidDataException>(() => Feed(new Books()).Resume(Cancel)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Steps_have_whole_slices_and_no_gaps()
    {
        var feeder = Feed(new Books());
        await Should.ThrowAsync<ArgumentException>(() => feeder.PostStepAsync(Start.AddMinutes(5), Start.AddMinutes(10), Cancel));
        await Should.ThrowAsync<ArgumentException>(() => feeder.PostStepAsync(Start, Start.AddMinutes(3), Cancel));
        serve.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_clock_is_set_in_iso_8601()
    {
        serve.Answers.Enqueue(ServeStub.Answer(HttpStatusCode.NoContent));
        await Feed(new Books()).SetClockAsync(new DateTimeOffset(2026, 7, 6, 5, 30, 0, new TimeSpan(5, 30, 0)), Cancel);
        var call = serve.Calls.ShouldHaveSingleItem();
        call.What.ShouldBe("POST /sandbox/v1/clock");
        JsonDocument.Parse(call.Body).RootElement.GetProperty("time").GetString().ShouldBe("2026-07-06T00:00:00Z");
    }

    private Feeder Feed(Books books, VirtualPlatform? platform = null) =>
        new(
            serve.Client(),
            platform ?? Platform,
            books,
            new()
            {
                IngestKey = "key-1",
                BatchLinesMax = 300,
                ProgressFile = ProgressFile,
            },
            wall
        );

    private static void Agree(Feeder feeder, Books books) =>
        feeder
            .Accepted.Select(sum =>
                $"{sum.Account} {sum.Traffic[0].Clicks} {sum.Traffic[0].Impressions} {sum.Traffic[0].CostMicros}"
            )
            .ShouldBe(books.TotalsByAccount("sp-traffic").Select(sum => $"{sum.Account} {string.Join(' ', sum.Values)}"));
}
