using Millrace.Engine.Cells;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Ingestion;

/// <summary>Which times of events a batch takes, and in what words the others are refused.</summary>
internal sealed class EventTimes(EventBatchOptions options)
{
    private const string InFuture = "time lies in the future: check the sender's clock and offset";

    /// <summary>Null, or why a time is refused that can never have been good: times of shoppers' events have 32 bits.</summary>
    public static string? Impossible(long time) =>
        time < 0 ? "time lies before 1970"
        : time > uint.MaxValue ? InFuture
        : null;

    /// <summary>Null, or why the time of an ad's event is refused for the dataset in which it counts: by then it may have been, or be, good.</summary>
    public string? Untimely(in EventLine parsed, CellFamily family)
    {
        var age = Age(in parsed);
        var horizon = options.Policies.HorizonSeconds(family);
        if (parsed.Kind == EventKind.Invalidation && age > horizon)
        {
            return $"time is older than {Hours(horizon)}, until which traffic may be invalidated";
        }

        return age <= options.HorizonSeconds
            ? TooEarly(in parsed)
            : $"time is older than {Hours(options.HorizonSeconds)}, within which repeats are told apart: bring old data in by the import mode";
    }

    /// <summary>The same of a deed, or what takes it back, for a dataset that may change for so long.</summary>
    public string? UntimelyToCredit(in EventLine parsed, long horizon) =>
        Age(in parsed) <= horizon ? TooEarly(in parsed)
        : horizon % 86_400 == 0
            ? $"time is older than {horizon / 86_400} days, for which conversions may change: bring old data in by the import mode"
        : $"time is older than {Hours(horizon)}, for which conversions may change: bring old data in by the import mode";

    private string? TooEarly(in EventLine parsed) => parsed.Time > options.Now + options.FutureSecondsMax ? InFuture : null;

    private long Age(in EventLine parsed) => options.IsImport ? 0 : options.Now - parsed.Time;

    private static string Hours(long seconds) =>
        seconds % 3600 == 0 ? $"{seconds / 3600} h" : PolicyBounds.Text(TimeSpan.FromSeconds(seconds));
}
