using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime.Notices;

/// <summary>When notices are sent, in which order, and what becomes of those that are not taken.</summary>
public sealed class NoticeLoopTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome Down = new DeliveryOutcome.RetryAfter(null, "503");
    private static readonly DeliveryOutcome Refused = new DeliveryOutcome.Refused("400");
    private readonly FakeTimeProvider time = new(Start);
    private readonly MemoryOutbox outbox;
    private readonly List<string> told = [];

    public NoticeLoopTests() => outbox = new MemoryOutbox { Time = time };

    [Fact]
    public async Task All_that_wait_go_at_once_the_oldest_first_and_once()
    {
        Add(3);
        await using (Run())
        {
            outbox.Sent.Select(one => one.Number).ShouldBe([1, 2, 3]);
            outbox.Add(4, time.GetUtcNow());
            Pass(TimeSpan.FromSeconds(6));
            Pass(TimeSpan.FromHours(1));
        }

        outbox.Sent.Select(one => one.Number).ShouldBe([1, 2, 3, 4]);
        outbox.Waiting.ShouldBeEmpty();
        told.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_webhook_fails_it_is_called_less_and_less_and_the_order_stays()
    {
        Add(3);
        outbox.Answer = _ => Down;
        await using var loop = Run();
        Pass(TimeSpan.FromHours(1));

        outbox.Sent.ShouldAllBe(one => one.Number == 1);
        var pauses = outbox.Sent.Zip(outbox.Sent.Skip(1), (one, next) => (next.Time - one.Time).TotalSeconds).ToList();
        pauses.Take(7).ShouldBe([10, 15, 25, 45, 85, 165, 305]);
        pauses.Skip(6).ShouldAllBe(pause => pause == 305);
        told.ShouldHaveSingleItem().ShouldBe("notices: subscription.dead_letter of s1 is not taken, and goes again: 503");

        outbox.Answer = _ => DeliveryOutcome.Delivered.Instance;
        Pass(TimeSpan.FromMinutes(6));
        outbox.Sent.Select(one => one.Number).TakeLast(3).ShouldBe([1, 2, 3]);
        outbox.Bytes.Where(one => one.Id == "id1").Distinct().ShouldHaveSingleItem();
        told[^1].ShouldBe("notices: they are taken again.");
    }

    [Fact]
    public async Task One_that_is_refused_holds_up_no_other_and_comes_again()
    {
        Add(3);
        outbox.Answer = number => number == 1 ? Refused : DeliveryOutcome.Delivered.Instance;
        await using var loop = Run();
        Pass(TimeSpan.FromMinutes(1));
        outbox.Sent.Select(one => one.Number).Take(4).ShouldBe([1, 2, 3, 1]);
        outbox.Waiting.ShouldHaveSingleItem();
        outbox.Answer = _ => DeliveryOutcome.Delivered.Instance;
        Pass(TimeSpan.FromMinutes(6));
        outbox.Waiting.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(60, 65)]
    [InlineData(86_400, 305)]
    public async Task A_webhook_that_says_when_to_come_again_is_heeded_within_bounds(int asked, int seconds)
    {
        Add(1);
        outbox.Answer = _ => new DeliveryOutcome.RetryAfter(TimeSpan.FromSeconds(asked), "429");
        await using var loop = Run();
        Pass(TimeSpan.FromMinutes(6));
        (outbox.Sent[1].Time - outbox.Sent[0].Time).TotalSeconds.ShouldBe(seconds);
    }

    [Fact]
    public async Task One_that_becomes_too_old_is_given_up_and_told()
    {
        Add(1);
        outbox.Add(2, Start.AddDays(2));
        outbox.Answer = _ => Down;
        outbox.Lost = 3;
        await using var loop = Run();
        Pass(TimeSpan.FromDays(2.9));
        outbox.Waiting.Count.ShouldBe(2);
        Pass(TimeSpan.FromDays(0.2));

        outbox.Waiting.ShouldHaveSingleItem().Id.ShouldBe("id2");
        told[0].ShouldContain("3 that were not taken are gone");
        told.ShouldContain(line =>
            line.Contains("of s1 was not taken within 3 days and is given up", StringComparison.Ordinal)
            && line.EndsWith("why 1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task One_that_a_process_could_not_finish_is_sent_by_the_next_under_the_same_id()
    {
        Add(2);
        outbox.IsFull = true;
        await using (Run())
        {
            Pass(TimeSpan.FromHours(1));

            // It is taken: that it cannot be written is no reason to send it again.
            outbox.Sent.Count.ShouldBe(1);
            told.ShouldHaveSingleItem().ShouldContain("no space left");
        }

        outbox.IsFull = false;
        await using var next = Run();
        outbox.Sent.Select(one => one.Number).ShouldBe([1, 1, 2]);
        outbox.Bytes[1].ShouldBe(outbox.Bytes[0]);
    }

    private void Add(int count) => Enumerable.Range(1, count).ToList().ForEach(number => outbox.Add(number, Start));

    private void Pass(TimeSpan span)
    {
        for (var end = time.GetUtcNow() + span; time.GetUtcNow() < end; )
        {
            time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private Running Run()
    {
        var stop = new CancellationTokenSource();
        return new Running(stop, new NoticeLoop(new NoticeOptions(), outbox, outbox, time, told.Add).RunAsync(stop.Token));
    }

    /// <summary>A loop that is stopped at the end.</summary>
    private sealed class Running(CancellationTokenSource stop, Task loop) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await loop;
            stop.Dispose();
        }
    }
}
