using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Space;

namespace Millrace.Unit.Runtime.Space;

/// <summary>When bodies are refused for lack of room, and what of it is told.</summary>
public sealed class SpaceWatchTests
{
    private readonly FakeSpace space = new();
    private readonly FakeTimeProvider time = new();
    private readonly List<string> told = [];

    [Fact]
    public void Below_what_is_kept_back_bodies_are_refused_until_a_tenth_more_is_free()
    {
        var watch = Watch();
        Look(watch, 1000).ShouldBe(SpaceState.Enough);
        Look(watch, 999).ShouldBe(SpaceState.Short);
        Look(watch, 1099).ShouldBe(SpaceState.Short);
        Look(watch, 1100).ShouldBe(SpaceState.Enough);
        Look(watch, 1000).ShouldBe(SpaceState.Enough);
    }

    [Fact]
    public void A_change_is_told_once_and_says_what_to_do()
    {
        var watch = Watch(100 << 20);
        for (var look = 0; look < 5; look++)
        {
            Look(watch, 50 << 20);
        }

        told.ShouldHaveSingleItem().ShouldContain("50 MiB are free, and 100 MiB are kept back (--free-space-min). Free space on");
        watch.Refusal!.ShouldStartWith("Nothing of this body was taken: 50 MiB");
        Look(watch, 500 << 20);
        told.Count.ShouldBe(2);
        told[1].ShouldBe("disk: bodies are taken, 500 MiB are free");
        watch.Refusal.ShouldBeNull();
    }

    [Fact]
    public void After_a_refused_write_the_disk_is_full_for_a_moment_whatever_is_free()
    {
        var watch = Watch();
        watch.Refused();
        watch.Refused();
        watch.Figures.State.ShouldBe(SpaceState.Full);
        told.ShouldHaveSingleItem().ShouldContain("the disk is full");
        time.Advance(TimeSpan.FromSeconds(4.9));
        Look(watch, 1L << 40).ShouldBe(SpaceState.Full);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Look(watch, 1L << 40).ShouldBe(SpaceState.Enough);
        told.Count.ShouldBe(2);
    }

    [Fact]
    public void Where_nothing_is_kept_back_or_nothing_can_be_seen_bodies_are_taken()
    {
        Look(Watch(0), 0).ShouldBe(SpaceState.Enough);
        Look(Watch(), null).ShouldBe(SpaceState.Enough);
        told.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_looks_again_and_again_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var watch = Watch();
        var watching = watch.RunAsync(stop.Token);
        space.Free = 1;
        watch.Figures.State.ShouldBe(SpaceState.Enough);
        time.Advance(TimeSpan.FromSeconds(1));
        watch.Figures.State.ShouldBe(SpaceState.Short);
        await stop.CancelAsync();
        await watching;
    }

    private SpaceWatch Watch(long min = 1000) => new(space, new SpaceOptions { FreeBytesMin = min }, time, told.Add);

    private SpaceState Look(SpaceWatch watch, long? free)
    {
        space.Free = free;
        watch.Look();
        return watch.Figures.State;
    }
}
