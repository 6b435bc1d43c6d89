using Millrace.Contracts.Datasets;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;

namespace Millrace.Engine;

/// <summary>The part of an upsert that tells what records show of a creative, a deal or an advertiser.</summary>
internal sealed class DescriptionStep(PartitionState state, Recorder recorder)
{
    /// <summary>Writes the texts, where they are not those that are known.</summary>
    public void Accept(EntityUpsert entity, IReadOnlyList<string?> texts, Effects effects)
    {
        var (account, what) = (entity.Account.Key, Descriptions.KindOf(entity.Kind));
        var id = what == Described.Advertiser ? 0 : recorder.TextOf(entity.Id, effects);
        int[] numbers = [.. texts.Select(text => text is null ? Descriptions.Unknown : recorder.TextOf(text, effects))];
        if (!state.Descriptions.Has(account, what, id, numbers))
        {
            recorder.Write(effects, writer => DescriptionRecords.WriteDescription(writer, account, what, id, numbers));
        }
    }
}
