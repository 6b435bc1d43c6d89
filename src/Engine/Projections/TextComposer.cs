using Millrace.Contracts.Datasets;

namespace Millrace.Engine.Projections;

/// <summary>Puts the pieces of a step together while a block is opened.</summary>
internal readonly ref struct TextComposer(
    PreparedTexts to,
    TextTable texts,
    ReadOnlySpan<byte> advertiserId,
    ReadOnlySpan<byte> marketplaceId,
    ReadOnlySpan<byte> currency
)
{
    private readonly TextTable texts = texts;
    private readonly ReadOnlySpan<byte> advertiserId = advertiserId;
    private readonly ReadOnlySpan<byte> marketplaceId = marketplaceId;
    private readonly ReadOnlySpan<byte> currency = currency;

    /// <summary>Prepares the next text and answers how many bytes it has.</summary>
    /// <param name="window">A window's start as records show it, for the steps of windows.</param>
    /// <param name="values">Numbers of an entry's texts, for the steps of groups.</param>
    public int Compose(RecordStep step, ReadOnlySpan<byte> window, ReadOnlySpan<int> values)
    {
        to.Begin();
        foreach (var piece in step.Pieces)
        {
            if (piece.Literal is not null)
            {
                to.Append(piece.Literal);
                continue;
            }

            to.AppendText(
                piece.Source switch
                {
                    FieldSource.AdvertiserId => advertiserId,
                    FieldSource.MarketplaceId => marketplaceId,
                    FieldSource.Currency => currency,
                    FieldSource.WindowStart => window,
                    _ => texts[values[piece.Value]],
                }
            );
        }

        return to.End();
    }
}
