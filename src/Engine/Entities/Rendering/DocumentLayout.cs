using System.Buffers;
using System.Text;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>An object of a message: in which order its slots and its inner objects stand.</summary>
internal sealed class DocumentLayout
{
    private readonly (byte[] Name, int Slot, DocumentLayout? Inner)[] entries;

    /// <param name="entries">Each with its name and either a slot or an inner object.</param>
    public DocumentLayout(IEnumerable<(string Name, int Slot, DocumentLayout? Inner)> entries) =>
        this.entries = [.. entries.Select(entry => (Encoding.UTF8.GetBytes($"\"{entry.Name}\":"), entry.Slot, entry.Inner))];

    /// <summary>Writes the object with the slots that have a value, and the inner objects that have such.</summary>
    /// <param name="last">What stands before the final brace.</param>
    public void Write(byte[]?[] values, ReadOnlySpan<byte> last, IBufferWriter<byte> to)
    {
        to.Write("{"u8);
        var isFirst = true;
        foreach (var (name, slot, inner) in entries)
        {
            if (inner is null ? values[slot] is null : !inner.Has(values))
            {
                continue;
            }

            to.Write(isFirst ? default : ","u8);
            isFirst = false;
            to.Write(name);
            if (inner is null)
            {
                to.Write(values[slot]);
            }
            else
            {
                inner.Write(values, default, to);
            }
        }

        to.Write(last);
        to.Write("}"u8);
    }

    private bool Has(byte[]?[] values) => entries.Any(entry => entry.Inner?.Has(values) ?? values[entry.Slot] is not null);
}
