using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>The names of a record in their order, as the bytes that stand before each value.</summary>
internal sealed class RecordForm
{
    private readonly Part[] parts;

    private RecordForm(DatasetShape shape, Part[] parts)
    {
        Shape = shape;
        this.parts = parts;
    }

    public DatasetShape Shape { get; }

    public bool IsSame(RecordForm other) =>
        Shape == other.Shape
        && parts.Length == other.parts.Length
        && parts.Zip(other.parts).All(pair => pair.First.Before.AsSpan().SequenceEqual(pair.Second.Before));

    /// <summary>The form of a record that is known to be whole and without unknown fields.</summary>
    public static bool TryOf(ReadOnlySpan<byte> record, DatasetShape shape, [NotNullWhen(true)] out RecordForm? form)
    {
        var parts = new List<Part>();
        var json = new Utf8JsonReader(record);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var name = json.GetString()!;
            if (json.CurrentDepth != 1 || (!shape.TryPlace(name, out var place) && !shape.TryOtherPlace(name, out place)))
            {
                form = null;
                return false;
            }

            var field = shape.Dataset.Fields[place];
            var before = Encoding.UTF8.GetBytes($"{(parts.Count == 0 ? '{' : ',')}\"{name}\":");
            parts.Add(new(before, place, field.Type, field.IsNullable, field.Role == FieldRole.Envelope));
        }

        form = new RecordForm(shape, [.. parts]);
        return true;
    }

    /// <summary>Fills the table's next row; false when the record is not of this form or has a value that is not plain.</summary>
    public bool TryRead(ReadOnlySpan<byte> record, RowTable table, TextArena scratch)
    {
        var row = table.Begin();
        var rest = record;
        foreach (ref readonly var part in parts.AsSpan())
        {
            if (!rest.StartsWith(part.Before))
            {
                return false;
            }

            rest = rest[part.Before.Length..];
            ref var slot = ref table.At(row, part.Place);
            if (part.IsNullable && PlainValue.TryNull(ref rest))
            {
                continue;
            }

            var isRead = part.Type switch
            {
                FieldType.Long => PlainValue.TryWhole(ref rest, out slot.Number),
                FieldType.Money => PlainValue.TryMoney(ref rest, out slot.Number),
                _ => PlainValue.TryText(ref rest, scratch, ref slot),
            };
            if (!isRead || (part.IsEnvelope && Slot.Text(ref slot).IsEmpty))
            {
                return false;
            }

            table.SetFilled(row, part.Place);
        }

        return rest.SequenceEqual("}"u8)
            && table.Text(row, Shape.DatasetPlace).SequenceEqual(Shape.IdBytes)
            && TryWindow(table, row);
    }

    private bool TryWindow(RowTable table, int row)
    {
        if (!PlainValue.TryWindow(table.Text(row, Shape.WindowPlace), out var day, out var hour))
        {
            return false;
        }

        Shape.SetWindow(table, row, day, hour);
        return true;
    }

    /// <param name="Before">The bytes between the value before and this one.</param>
    private readonly record struct Part(byte[] Before, int Place, FieldType Type, bool IsNullable, bool IsEnvelope);
}
