using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Journal;

/// <summary>Reads of an entry only which windows its batches touch: cold ones have to be brought back before it is folded.</summary>
internal static class EntrySkim
{
    public static SortedSet<WindowId> WindowsOf(ReadOnlySpan<byte> entry)
    {
        var windows = new SortedSet<WindowId>();
        var reader = new ByteReader(entry);
        if (reader.Version(Effects.EntryVersion, "journal entry") == 1)
        {
            // All cold windows of that version were brought in beforehand.
            return windows;
        }

        while (!reader.IsAtEnd)
        {
            var kind = (RecordKind)reader.Byte();
            switch (kind)
            {
                case RecordKind.Batch:
                    BatchRecord.Skim(ref reader, windows);
                    break;
                case RecordKind.Account
                or RecordKind.Entity
                or RecordKind.EntityForm
                or RecordKind.Texts
                or RecordKind.Attributes
                or RecordKind.Product
                or RecordKind.Description
                or RecordKind.Combination:
                    DescriptionRecords.Skim(kind, ref reader);
                    break;
                case RecordKind.Publication:
                    reader.Varint();
                    PublicationRecords.SkimWindows(ref reader);
                    break;
                case RecordKind.Slice:
                    PublicationRecords.SkimSlice(ref reader);
                    break;
                case RecordKind.Cooling:
                    PublicationRecords.SkimWindows(ref reader);
                    break;
                case RecordKind.Forgetting:
                    reader.Signed();
                    break;
                case RecordKind.Credits:
                    BatchRecord.SkimCredits(ref reader, windows);
                    break;
                case RecordKind.Shoppers:
                    AttributionRecords.SkimRows(ref reader, version: 1);
                    break;
                case RecordKind.ShoppersOfAccounts:
                    AttributionRecords.SkimRows(ref reader, AttributionRecords.RowsVersion);
                    break;
                case RecordKind.ForgottenShopper:
                    AttributionRecords.SkimForget(ref reader);
                    break;
                case RecordKind.DroppedShoppers:
                    AttributionRecords.SkimDrop(ref reader);
                    break;
                case RecordKind.Spend or RecordKind.BudgetPeriod or RecordKind.BudgetTerms or RecordKind.BudgetPortfolio:
                    BudgetRecords.Skim(kind, ref reader);
                    break;
                case RecordKind.ErasedAccount:
                    reader.Number();
                    break;
                case RecordKind.ErasedCells:
                    ErasureRecords.SkimCells(ref reader, windows);
                    break;
                case RecordKind.ErasedTexts:
                    ErasureRecords.SkimNumbers(ref reader);
                    break;
                case RecordKind.Freezing:
                    _ = (reader.Signed(), reader.Number(), reader.Number());
                    break;
                default:
                    throw new InvalidDataException("A journal entry has a record of unknown kind: a newer version wrote it.");
            }
        }

        return windows;
    }
}
