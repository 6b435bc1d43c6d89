using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>
/// A seeded file of ad events in the order of their times, made once and kept: eight hours of 200,000 combinations. Of 10,000 events in
/// a row 1.9 fall into one cell, of 100,000 3.3, and 10 million make 1.08 M groups.
/// </summary>
internal static class EventFile
{
    public const int Hours = 8;

    private const int Combinations = 200_000;
    private const int JitterSeconds = 90;
    private const int Shoppers = 1_000_000;

    /// <summary>The file of so many events under a folder; made when it is not there.</summary>
    /// <param name="purchasesPercent">Where there are purchases, clicks have shoppers.</param>
    public static string Make(string folder, int events, int seed, int purchasesPercent = 0)
    {
        var kind = purchasesPercent == 0 ? "stream" : string.Create(CultureInfo.InvariantCulture, $"mix-{purchasesPercent}");
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{events}-{seed}.ndjson"));
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            var lines = new EventLines(Combinations, EventLines.Advertisers, seed, purchasesPercent == 0 ? 0 : Shoppers)
            {
                PurchasesPercent = purchasesPercent,
            };
            Span<byte> line = stackalloc byte[EventLines.LineBytes];
            for (var number = 0; number < events; number++)
            {
                var second = (int)((long)number * Hours * 3600 / events) - lines.Next(JitterSeconds);
                lines.Write(line, number, EventLines.Start.AddSeconds(Math.Max(0, second)));
                file.Write(line);
            }
        }

        File.Move(path + ".part", path);
        return path;
    }
}
