using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>Where an ad is shown: a placement, and for DSP all that is known of the inventory.</summary>
internal sealed class VirtualPlace
{
    /// <param name="fields">Names and values of the wire; what is absent is not known of the place.</param>
    public VirtualPlace(double clickFactor, params IReadOnlyList<(string Name, string Value)> fields)
    {
        ClickFactor = clickFactor;
        Fields = fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        Json = Encoding.UTF8.GetBytes(
            string.Concat(
                fields.Select(field =>
                    $",\"{field.Name}\":\"{JsonEncodedText.Encode(field.Value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
                )
            )
        );
    }

    /// <summary>Nowhere in particular.</summary>
    public static VirtualPlace None { get; } = new(1);

    public IReadOnlyDictionary<string, string> Fields { get; }

    public string Placement => Fields.GetValueOrDefault("placement", "");

    /// <summary>By how much it changes the likelihood of a click.</summary>
    public double ClickFactor { get; }

    /// <summary>Its fields of an event line, each with the comma before it.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
