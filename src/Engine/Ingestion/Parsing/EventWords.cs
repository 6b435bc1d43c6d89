using System.Text;
using System.Text.Json;
using Millrace.Engine.Attribution;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The words of the fields that have a closed set of them, and their numbers.</summary>
internal static class EventWords
{
    public const int None = -1;

    private static readonly string[] Kinds = [.. Enum.GetNames<EventKind>().Select(NameOfKind)];
    private static readonly string[] AdProducts = ["SP", "SB", "SD", "DSP"];
    private static readonly string[] Attributions = ["click", "view"];
    private static readonly string[] ProductMatches = ["same_sku", "brand_halo"];
    private static readonly string[] ShopperStatuses = ["returning", "new_to_brand"];

    /// <summary>The number of a word in its field, or <see cref="None"/>.</summary>
    public static int Of(EventField field, ReadOnlySpan<byte> text)
    {
        var words = WordsOf(field);
        for (var number = 0; number < words.Length; number++)
        {
            if (Ascii.Equals(text, words[number]))
            {
                return
                    field is EventField.Type or EventField.InvalidatesType or EventField.ConversionType
                    && !Fits(field, (EventKind)number)
                    ? None
                    : number;
            }
        }

        return None;
    }

    public static string Of(EventKind kind) => Kinds[(int)kind];

    public static string Of(AdProduct product) => AdProducts[(int)product];

    /// <summary>Why a line with another word is refused.</summary>
    public static string Refusal(EventField field) =>
        field switch
        {
            EventField.Type => Refusals.UnknownType,
            EventField.InvalidatesType =>
                "invalidates_type must be the type of an event that can be taken back: of an ad, a deed, or attributed_conversion",
            EventField.ConversionType => "conversion_type must be the type of a deed, such as purchase",
            _ => $"{EventFields.Name(field)} must be one of {string.Join(", ", WordsOf(field))}",
        };

    private static string[] WordsOf(EventField field) =>
        field switch
        {
            EventField.AdProduct => AdProducts,
            EventField.Attribution => Attributions,
            EventField.ProductMatch => ProductMatches,
            EventField.ShopperStatus => ShopperStatuses,
            _ => Kinds,
        };

    private static bool Fits(EventField field, EventKind kind) =>
        field switch
        {
            EventField.Type => kind != EventKind.None,
            EventField.InvalidatesType => kind.IsOfAd() || kind.IsDeed() || kind == EventKind.AttributedConversion,
            _ => kind.IsDeed(),
        };

    private static string NameOfKind(string name) =>
        name == nameof(EventKind.Video5SecondView) ? "video_5_second_view" : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
