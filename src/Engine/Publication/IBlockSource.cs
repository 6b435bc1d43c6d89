using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Publication;

/// <summary>What a block's writer asks of the state: accounts and texts by their numbers in memory.</summary>
internal interface IBlockSource
{
    EventAccount Account(int key);

    /// <summary>The UTF-8 bytes of a text; equal numbers mean equal texts.</summary>
    ReadOnlySpan<byte> Text(int text);

    /// <summary>Finds what is known of a target, creative or deal of an account, or of its advertiser.</summary>
    /// <param name="id">Number of its id's text; 0 for the advertiser.</param>
    /// <param name="texts">Takes numbers of texts in the order of <see cref="Described"/>, below zero where nothing is known.</param>
    void Describe(int account, Described what, int id, Span<int> texts);
}
