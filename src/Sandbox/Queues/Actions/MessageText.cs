using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>Which characters a message may hold: those of XML 1.0.</summary>
internal static class MessageText
{
    /// <exception cref="QueueError"><c>InvalidMessageContents</c>.</exception>
    public static void Check(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (char.IsHighSurrogate(letter) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(letter) || letter is (< ' ' and not ('\t' or '\n' or '\r')) or '\uFFFE' or '\uFFFF')
            {
                throw QueueError.InvalidMessageContents();
            }
        }
    }
}
