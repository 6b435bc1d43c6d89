namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>Bounds of an event's fields and the words of refusal that every form of event shares.</summary>
internal static class Refusals
{
    public const long CountMax = 1_000_000_000;

    /// <summary>In currency units.</summary>
    public const long CostMax = 1_000_000_000;

    public const string BrokenText = "a text is not valid UTF-8 or has a broken escape";

    public const string UnknownType = "unknown type: impression, click or invalidation";

    public const string AdProduct = "ad_product must be SP: no other is published by this version";

    public static string Count { get; } = $"count must be a whole number from 1 to {CountMax}";

    public static string Cost { get; } =
        $"cost must be from 0 to {CostMax}: an invalidation carries what is taken back as a positive number";

    public static string Length(EventField field) =>
        $"{EventFields.Name(field)} must have 1 to {EventFields.BytesMax(field)} bytes";
}
