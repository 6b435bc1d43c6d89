using Millrace.App.Serve;

namespace Millrace.Unit.App;

public sealed class VirtualTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Moves_at_the_same_time_do_not_disturb_each_other()
    {
        var folder = Directory.CreateTempSubdirectory("millrace-clock");
        try
        {
            var file = Path.Combine(folder.FullName, "clock.txt");
            var clock = VirtualTime.Open(file, Start);
            Parallel.For(1, 200, minute => clock.MoveTo(Start.AddMinutes(minute)));

            clock.GetUtcNow().ShouldBe(Start.AddMinutes(199));
            VirtualTime.Open(file, Start).GetUtcNow().ShouldBe(Start.AddMinutes(199));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
