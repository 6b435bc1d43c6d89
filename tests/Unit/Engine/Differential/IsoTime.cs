using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Unix seconds as ISO 8601, of odd seconds with an offset that is not zero.</summary>
internal sealed class IsoTime : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUnixTimeSeconds();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        var offset = value % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(345);
        var time = DateTimeOffset.FromUnixTimeSeconds(value).ToOffset(offset);
        writer.WriteStringValue(time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }
}
