using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>What a record is known by: its key, and a hash of what it says.</summary>
internal static class RecordContent
{
    private const int UuidCharacters = 36;

    /// <summary>The UUID that the id is, or 128 bits of the hash of any other text.</summary>
    public static UInt128 Key(ReadOnlySpan<byte> id)
    {
        if (id.Length == UuidCharacters && Utf8Parser.TryParse(id, out Guid uuid, out var read, 'D') && read == id.Length)
        {
            return Number(uuid);
        }

        if (Guid.TryParseExact(Encoding.UTF8.GetString(id), "D", out uuid))
        {
            return Number(uuid);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>
    /// Form 1 of what is remembered of a record; files of the landing's first layout have it. Nothing new is given it
    /// (<see cref="RowTable.Accept"/>).
    /// </summary>
    public static long Form1(object?[] values, SortedDictionary<string, string>? unknown)
    {
        using var bytes = new MemoryStream(512);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var value in values)
        {
            writer.Write(value is not null);
            switch (value)
            {
                case string text:
                    writer.Write(text);
                    break;
                case long whole:
                    writer.Write(whole);
                    break;
                case decimal amount:
                    // 0.5 and 0.50 are the same money.
                    writer.Write(amount.ToString("0.######", CultureInfo.InvariantCulture));
                    break;
                case null:
                    break;
                default:
                    throw new InvalidOperationException($"A record holds a value of type {value.GetType()}.");
            }
        }

        foreach (var (name, json) in unknown ?? [])
        {
            writer.Write(name);
            writer.Write(json);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>Fields with their JSON texts as one JSON object.</summary>
    public static string Object(SortedDictionary<string, string> fields)
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static UInt128 Number(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
