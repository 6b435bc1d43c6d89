using System.Numerics;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion.Binary;

/// <summary>
/// The group of a binary body that is being read. What one group leaves stands for the next, so that only what differs is looked
/// at; cell and texts are found once a group and window instead of once an event.
/// </summary>
internal sealed class BinaryGroup(BinaryTexts texts, BinaryAccounts accounts)
{
    private const int Fields = 9;
    private const int Unknown = -1;
    private static readonly ulong KindAndTime = EventFields.Bit(EventField.Type) | EventFields.Bit(EventField.Time);

    /// <summary>The fields of a line that the fields of a group are; the account stands for three.</summary>
    private static readonly EventField[] LineFields =
    [
        EventField.Placement,
        EventField.KeywordId,
        EventField.KeywordText,
        EventField.AdId,
        EventField.Unknown,
        EventField.CampaignId,
        EventField.AdGroupId,
        EventField.MatchType,
        EventField.AdProduct,
    ];

    private readonly int[] numbers = new int[Fields];
    private readonly CombinationName[] names =
    [
        .. Enum.GetValues<AdProduct>().Select(product => new CombinationName(FamilyOf(product))),
    ];
    private ulong textsSeen;
    private ulong textsBad;
    private EventPart? part;
    private BatchCells? cells;
    private int window;
    private int cell;
    private int shownCell;

    /// <summary>Bits of the fields that every event of the group has.</summary>
    public ulong Seen { get; private set; }

    /// <summary>Null, or why every event of the group is refused: one of its texts is not good by itself.</summary>
    public string? FieldFault { get; private set; }

    /// <summary>Null, or why every event of the group is refused although all its texts are good.</summary>
    public string? AccountFault { get; private set; }

    /// <summary>The account, null where it cannot be found by its texts.</summary>
    public AccountCache.Entry? Entry { get; private set; }

    /// <summary>Where the events of the group go; known from <see cref="Find"/> on.</summary>
    public EventPart Part => part!;

    /// <summary>The cells there; known from <see cref="Find"/> on.</summary>
    public BatchCells Cells => cells!;

    /// <summary>What they are about; known from <see cref="Find"/> on.</summary>
    public CombinationName Name => names[(int)Product];

    public AdProduct Product { get; private set; }

    /// <summary>What stands before the first group: no text and no account.</summary>
    public void Begin()
    {
        Array.Clear(numbers);
        (textsSeen, textsBad, Product) = (0, 0, AdProduct.SponsoredProducts);
    }

    public void Read(ref BatchCursor cursor, ReadOnlySpan<byte> body)
    {
        for (var differs = cursor.Number((1 << Fields) - 1, "the bits of a group,"); differs != 0; differs &= differs - 1)
        {
            Take(ref cursor, (EventGroupField)BitOperations.TrailingZeroCount(differs), body);
        }

        ref readonly var account = ref accounts[numbers[(int)EventGroupField.Account]];
        (Entry, AccountFault) = (account.Entry, account.Fault);
        Seen = textsSeen | account.Seen | KindAndTime;
        FieldFault = (textsBad | account.Bad) == 0 ? null : Fault(in account);
        (part, cell, shownCell) = (null, Unknown, Unknown);
    }

    /// <summary>Finds the part and names what the events are about: once a group, and only where it has an event that is perhaps to be counted.</summary>
    public void Find(EventBatch batch, ReadOnlySpan<byte> body)
    {
        if (part is not null)
        {
            return;
        }

        part = batch.PartOf(Entry!);
        var family = FamilyOf(Product);
        cells = part.CellsOf(family);
        var writer = Name.Begin(Entry!.Account!.Key);
        foreach (var field in FamilyFields.Of(family))
        {
            // The form has not all the ids that DSP has.
            var place = Array.IndexOf(LineFields, field);
            writer.Append(place < 0 ? default : Text((EventGroupField)place, body));
        }

        Name.End(in writer);
    }

    /// <summary>The cell in which events of the group count at a time; makes it where there is none.</summary>
    public int CellOf(long time)
    {
        var now = Entry!.WindowNumber(time);
        if (cell == Unknown || now != window)
        {
            (window, cell) = (now, Cells.GetOrAdd(Name, now));
        }

        return cell;
    }

    /// <summary>Called when an event of the group was counted in the cell.</summary>
    public void Show(ReadOnlySpan<byte> body)
    {
        if (shownCell != cell)
        {
            shownCell = cell;
            var keywordText = Text(EventGroupField.KeywordText, body);
            if (!keywordText.IsEmpty && Cells.Family.HasTarget)
            {
                Part.Show(Cells, cell, keywordText, Text(EventGroupField.MatchType, body));
            }
        }
    }

    private void Take(ref BatchCursor cursor, EventGroupField field, ReadOnlySpan<byte> body)
    {
        if (field == EventGroupField.Account)
        {
            numbers[(int)field] = cursor.Number(accounts.Count, "account");
            return;
        }

        var number = cursor.Number(texts.Count, "text");
        var lineField = LineFields[(int)field];
        numbers[(int)field] = number;
        texts.Check(lineField, number, ref textsSeen, ref textsBad);
        if (lineField == EventField.AdProduct)
        {
            var word = number == 0 ? 0 : EventWords.Of(lineField, texts.Bytes(body, number));
            textsBad |= word == EventWords.None ? EventFields.Bit(lineField) : 0;
            Product = (AdProduct)Math.Max(word, 0);
        }
    }

    /// <summary>The form has impressions and clicks alone.</summary>
    private static CellFamily FamilyOf(AdProduct product) => Counting.Of(product, EventKind.Impression)!.Family;

    private ReadOnlySpan<byte> Text(EventGroupField field, ReadOnlySpan<byte> body) => texts.Bytes(body, numbers[(int)field]);

    private string Fault(in BinaryAccount account)
    {
        var field = (EventField)BitOperations.TrailingZeroCount(textsBad | account.Bad);
        var number = field switch
        {
            EventField.AdvertiserId => account.Advertiser,
            EventField.MarketplaceId => account.Marketplace,
            EventField.Currency => account.Currency,
            _ => numbers[Array.IndexOf(LineFields, field)],
        };
        return texts.Length(number) == 0 || texts.Length(number) > EventFields.BytesMax(field) ? Refusals.Length(field)
            : texts.IsUtf8(number) ? EventWords.Refusal(EventField.AdProduct)
            : Refusals.BrokenText;
    }
}
