using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Publication;

/// <summary>What a block's writer asks of the state: accounts and texts by their numbers in memory.</summary>
internal interface IBlockSource
{
    EventAccount Account(int key);

    /// <summary>The UTF-8 bytes of a text; equal numbers mean equal texts.</summary>
    ReadOnlySpan<byte> Text(int text);

    /// <summary>What is known of an account's target; false where nothing is.</summary>
    bool TryAttributes(int account, int target, out int keywordText, out int matchType);
}
