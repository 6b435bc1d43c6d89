using System.Text;

namespace Millrace.Engine.Journal;

/// <summary>Writes records, each of which is folded from the very bytes just written: the one way in which live state changes.</summary>
internal sealed class Recorder(PartitionState state)
{
    public void Write(Effects effects, Action<ByteWriter> write)
    {
        var from = effects.Entry.Length;
        write(effects.Entry);
        var reader = new ByteReader(effects.Entry.Written.Span[from..]);
        state.Fold(effects.Sequence, ref reader);
    }

    /// <summary>The number of a text, which is written where the partition does not have it.</summary>
    public int TextOf(string text, Effects effects) => TextOf(Encoding.UTF8.GetBytes(text), effects);

    /// <inheritdoc cref="TextOf(string, Effects)"/>
    public int TextOf(ReadOnlySpan<byte> text, Effects effects)
    {
        if (state.Texts.Find(text) is var known and >= 0)
        {
            return known;
        }

        var bytes = text.ToArray();
        Write(
            effects,
            writer =>
            {
                DescriptionRecords.BeginTexts(writer, state.Texts.Count, 1);
                writer.Bytes(bytes);
            }
        );
        return state.Texts.Count - 1;
    }
}
