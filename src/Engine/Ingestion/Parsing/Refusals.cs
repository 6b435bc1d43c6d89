namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>Bounds of an event's fields and the words of refusal that every form of event shares.</summary>
internal static class Refusals
{
    public const long CountMax = 1_000_000_000;

    /// <summary>In currency units.</summary>
    public const long MoneyMax = 1_000_000_000;

    public const int NumberCharactersMax = 28;

    public const string BrokenText = "a text is not valid UTF-8 or has a broken escape";

    public const string UnknownType =
        "unknown type: impression, click, purchase, invalidation and others are described at /schemas/ingest/events";

    public const string TwoTargets = "keyword_id and target_id are one field of the records: send one of them";

    public static string Count { get; } = $"count must be a whole number from 1 to {CountMax}";

    public static string Units { get; } = $"units must be a whole number from 0 to {CountMax}";

    public static string Money(EventField field) =>
        $"{EventFields.Name(field)} must be from 0 to {MoneyMax}: what is taken back or returned is a positive number, too";

    public static string NoMoney(EventField field) =>
        $"{EventFields.Name(field)} must be a number of at most {NumberCharactersMax} characters";

    public static string Decimals(EventField field) => $"{EventFields.Name(field)} must have at most 6 decimals";

    public static string Time(EventField field) =>
        $"{EventFields.Name(field)} must be ISO 8601 with seconds and offset, such as 2026-07-12T13:05:09-03:00";

    public static string Length(EventField field) =>
        $"{EventFields.Name(field)} must have 1 to {EventFields.BytesMax(field)} bytes";
}
