namespace Millrace.App.Bench;

/// <summary>One side of the row "http", and how its runs went.</summary>
/// <param name="IsCoded">Whether its bodies come with gzip.</param>
/// <param name="OpenAsync">Makes it ready for a run: where to post, and with which key ("" for none).</param>
internal sealed record HttpSide(string Name, bool IsCoded, Func<Task<(Uri To, string Key)>> OpenAsync)
{
    public List<Lap> Laps { get; } = [];

    public double PerCpuSecond => Race.PerCpuSecond(Laps);
}
