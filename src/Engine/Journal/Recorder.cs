using System.Text;
using Millrace.Engine.Ingestion;

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

    /// <summary>Writes what an account is, where that is not known.</summary>
    public void DescribeAccount(EventAccount account, Effects effects)
    {
        if (!state.Knows(account))
        {
            WriteAccount(account, effects);
        }
    }

    /// <summary>Writes what is shown of a target, where that is not known; all are numbers of texts.</summary>
    public void ShowTarget(int account, int target, int keywordText, int matchType, Effects effects)
    {
        if (!state.HasAttributes(account, target, keywordText, matchType))
        {
            WriteAttributes(account, target, keywordText, matchType, effects);
        }
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

    // Apart, so that nothing is captured for what is known.
    private void WriteAccount(EventAccount account, Effects effects) =>
        Write(effects, writer => DescriptionRecords.WriteAccount(writer, account));

    private void WriteAttributes(int account, int target, int keywordText, int matchType, Effects effects) =>
        Write(effects, writer => DescriptionRecords.WriteAttributes(writer, account, target, keywordText, matchType));
}
