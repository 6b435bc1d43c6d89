using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>What a document is known by, and what it says without own words. These forms are in files: they never change.</summary>
internal static class DocumentContent
{
    /// <summary>A number of no more characters has no more digits than a decimal keeps.</summary>
    private const int DecimalCharactersMax = 28;

    /// <summary>
    /// A hash of what a document says: neither the order of its fields, nor white space, nor how a number is written, nor a field that is
    /// null makes another.
    /// </summary>
    public static byte[] Hash(JsonElement document)
    {
        using var bytes = new MemoryStream(1024);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        WriteObject(writer, document, isRoot: true);
        writer.Flush();
        return SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>128 bits for a subject's version, or for what is said of it where there is no version.</summary>
    /// <param name="subject">What tells the subject from others of the dataset, the account first.</param>
    public static UInt128 Key(string dataset, IEnumerable<string?> subject, long? version, byte[] hash)
    {
        using var bytes = new MemoryStream(256);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(dataset);
        foreach (var part in subject)
        {
            writer.Write(part is not null);
            writer.Write(part ?? "");
        }

        writer.Write(version is not null);
        if (version is { } number)
        {
            writer.Write(number);
        }
        else
        {
            writer.Write(hash);
        }

        writer.Flush();
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), key);
        return BinaryPrimitives.ReadUInt128BigEndian(key);
    }

    /// <summary>The document's text as it came; where there are own words in it, without these.</summary>
    public static string Text(JsonElement document, string text)
    {
        if (!document.EnumerateObject().Any(property => OwnWords.IsOne(property.Name)))
        {
            return text;
        }

        var rest = new StringBuilder(text.Length).Append('{');
        foreach (var property in document.EnumerateObject().Where(property => !OwnWords.IsOne(property.Name)))
        {
            var name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
            rest.Append(rest.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(property.Value.GetRawText());
        }

        return rest.Append('}').ToString();
    }

    private static void Write(BinaryWriter writer, JsonElement json)
    {
        writer.Write((byte)json.ValueKind);
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, json, isRoot: false);
                break;
            case JsonValueKind.Array:
                writer.Write(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item);
                }

                break;
            case JsonValueKind.String:
                writer.Write(json.GetString()!);
                break;
            case JsonValueKind.Number:
                writer.Write(Number(json));
                break;
        }
    }

    private static void WriteObject(BinaryWriter writer, JsonElement json, bool isRoot)
    {
        var properties = json.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null && !(isRoot && OwnWords.IsOne(property.Name)))
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .ToList();
        writer.Write(properties.Count);
        foreach (var property in properties)
        {
            writer.Write(property.Name);
            Write(writer, property.Value);
        }
    }

    /// <summary>0.5 and 0.50 are the same.</summary>
    private static string Number(JsonElement json)
    {
        var text = json.GetRawText();
        return
            text.Length <= DecimalCharactersMax
            && decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number.ToString("0.############################", CultureInfo.InvariantCulture)
            : text;
    }
}
