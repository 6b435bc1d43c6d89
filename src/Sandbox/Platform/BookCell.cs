using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform.Accounting;

namespace Millrace.Sandbox.Platform;

/// <summary>What is true of one account, hour and place of advertising; all sums may have come back to zero.</summary>
/// <param name="Window">The instant at which the account's local hour begins, with the account's offset.</param>
/// <param name="Dimensions">Those of the dataset's records but for the window, in their order; empty where absent.</param>
/// <param name="Values">By metric; money in millionths.</param>
public sealed record BookCell(
    VirtualAccount Account,
    DateTimeOffset Window,
    IReadOnlyList<string> Dimensions,
    IReadOnlyDictionary<string, long> Values
)
{
    internal static BookCell Of(BookSheet sheet, BookPlace place, long window, IReadOnlyList<long[]> parts)
    {
        var offset = TimeSpan.FromSeconds(place.Account.Hours.At(window).OffsetSeconds);
        var dimensions = sheet.Dataset.Fields.Where(field => field is { Role: FieldRole.Dimension, Type: FieldType.String });
        return new(
            place.Account,
            DateTimeOffset.FromUnixTimeSeconds(window).ToOffset(offset),
            [.. dimensions.Select(field => place.Value(field.Name))],
            sheet
                .Metrics.Select((metric, number) => (metric, Sum: parts.Sum(values => values[number])))
                .ToDictionary(value => value.metric, value => value.Sum)
        );
    }

    public override string ToString() =>
        FormattableString.Invariant($"{Window:yyyy-MM-ddTHH:mm:sszzz}/{string.Join('/', Dimensions)} ")
        + string.Join(' ', Values.Where(value => value.Value != 0).Select(value => $"{value.Key}={value.Value}"));
}
