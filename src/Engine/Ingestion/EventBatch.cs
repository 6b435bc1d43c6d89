using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of one batch and combines them, by partition, before any writer sees them. A bad line is refused by its
/// number and costs no good one.
/// </summary>
public sealed class EventBatch
{
    private readonly EventParser parser = new();
    private readonly CombinationName name = new(CellFamily.SponsoredProductsTraffic);
    private readonly byte[] idBytes = new byte[sizeof(int) + 1 + CellKey.PartBytesMax];
    private readonly List<EventPart> parts = [];
    private EventPart?[] byPartition = [];
    private readonly AccountCache known;
    private readonly long hashSeed;
    private EventBatchOptions options;
    private UInt128 batch;
    private int round;
    private int line;

    /// <param name="holder">Whose batch it is: ids of different senders never meet.</param>
    /// <param name="id">The sender's id of the batch.</param>
    public EventBatch(IEventAccounts accounts, EventBatchOptions options, string holder, string id)
    {
        hashSeed = options.HashSeed;
        known = new AccountCache(hashSeed);
        this.options = options;
        Begin(accounts, options, holder, id);
    }

    /// <summary>
    /// Empties it for another batch; memory, and what the parser has learnt of how lines look, are kept. Nothing may hold a
    /// part of the former batch any more.
    /// </summary>
    public void Begin(IEventAccounts accounts, EventBatchOptions newOptions, string holder, string id)
    {
        options = newOptions;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{holder.Length}:{holder}{id}"));
        batch = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        known.Begin(accounts);
        parts.Clear();
        parser.Begin();
        Refused.Clear();
        (line, Accepted, RefusedCount) = (0, 0, 0);
        round++;
    }

    public IReadOnlyCollection<EventPart> Parts => parts;

    public int Accepted { get; private set; }

    /// <summary>The first refused lines with their reasons; <see cref="RefusedCount"/> counts all.</summary>
    public List<RefusedLine> Refused { get; } = [];

    public int RefusedCount { get; private set; }

    public IReadOnlyCollection<string> UnknownFields => parser.UnknownFields;

    /// <summary>Takes one line, without its line end. Empty lines count and carry nothing.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        line++;
        if (bytes.Length > options.LineBytesMax)
        {
            Refuse(LongLine);
            return;
        }

        var parsed = default(EventLine);
        if (parser.Parse(bytes, ref parsed) is not { } reason)
        {
            Judge(Combine(in parsed));
        }
        else if (!bytes.Trim(" \t\r"u8).IsEmpty)
        {
            Refuse(reason);
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine()
    {
        line++;
        Refuse(LongLine);
    }

    /// <summary>The same as <see cref="Add"/> for an event of another form, which its own reader has combined.</summary>
    /// <param name="reason">Null, or why it is refused.</param>
    internal void AddCombined(string? reason)
    {
        line++;
        Judge(reason);
    }

    private string LongLine => $"the line is longer than {options.LineBytesMax} bytes";

    private void Judge(string? reason)
    {
        if (reason is null)
        {
            Accepted++;
        }
        else
        {
            Refuse(reason);
        }
    }

    private void Refuse(string reason)
    {
        RefusedCount++;
        if (Refused.Count < options.RefusedToldMax)
        {
            Refused.Add(new(line, reason));
        }
    }

    private string? Combine(in EventLine parsed)
    {
        var entry = FindAccount(parsed.AdvertiserId, parsed.MarketplaceId);
        if ((Unwelcome(entry, parsed.Currency) ?? ImpossibleTime(parsed.Time)) is { } reason)
        {
            return reason;
        }

        var part = PartOf(entry);
        WriteName(entry.Key, in parsed);
        if (TooOld(in parsed) is { } tooOld)
        {
            part.NoteUncounted(name, entry.Account!.Zone.Window(parsed.Time).Start, Happened(entry.Key, in parsed));
            return tooOld;
        }

        var cell = part.Cells.GetOrAdd(name, entry.WindowNumber(parsed.Time));
        if (Count(part, cell, entry.Key, in parsed) is { } beyond)
        {
            return beyond;
        }

        if (!parsed.KeywordText.IsEmpty)
        {
            part.Show(cell, parsed.KeywordText, parsed.MatchType);
        }

        return null;
    }

    internal AccountCache.Entry FindAccount(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        known.Find(advertiserId, marketplaceId);

    /// <summary>Null, or why events of the account are refused. Where they are not, it is an account that the sender may write to.</summary>
    internal static string? Unwelcome(AccountCache.Entry entry, ReadOnlySpan<byte> currency)
    {
        if (entry.Account is not { } account)
        {
            return "no such account, or this key has no grant for it: check advertiser_id and marketplace_id";
        }

        return currency.IsEmpty || entry.HasCurrency(currency)
            ? null
            : $"currency must be that of the account, {account.Currency}";
    }

    /// <summary>Counts an event in its cell; null, or why it is refused.</summary>
    internal string? Count(EventPart part, int cell, int account, in EventLine parsed)
    {
        if (!parsed.EventId.IsEmpty)
        {
            part.Identified.Add(Happened(account, in parsed) with { Cell = cell });
        }
        else if (!TryAdd(part.Cells.Lanes(cell), parsed.Metrics))
        {
            return "the sum of its cell would leave the range of the service: check count and cost";
        }

        part.Lines++;
        return null;
    }

    /// <summary>What a line does, its cell left open.</summary>
    internal CellEvent Happened(int account, in EventLine parsed)
    {
        var id = parsed.EventId.IsEmpty ? UInt128.Zero : EventHash(account, 0, parsed.EventId);
        var takes = parsed.InvalidatesEventId.IsEmpty ? UInt128.Zero : EventHash(account, 1, parsed.InvalidatesEventId);
        return new(id, takes, Cell: 0, (int)(parsed.Time / 86_400), parsed.Metrics);
    }

    private void WriteName(int account, in EventLine parsed)
    {
        var writer = name.Begin(account);
        writer.Append(parsed.CampaignId);
        writer.Append(parsed.AdGroupId);
        writer.Append(parsed.AdId);
        writer.Append(parsed.TargetId);
        writer.Append(parsed.Placement);
        name.End(in writer);
    }

    private static bool TryAdd(Span<long> lanes, Metrics metrics)
    {
        var sum = new Metrics(lanes[0], lanes[1], lanes[2]) + metrics;
        if (!sum.IsInRange)
        {
            return false;
        }

        sum.CopyTo(lanes);
        return true;
    }

    internal string? ImpossibleTime(long time)
    {
        if (time > options.Now + options.FutureSecondsMax)
        {
            return "time lies in the future: check the sender's clock and offset";
        }

        return time < 0 ? "time lies before 1970" : null;
    }

    internal string? TooOld(in EventLine parsed)
    {
        var age = options.IsImport ? 0 : options.Now - parsed.Time;
        if (parsed.Kind == EventKind.Invalidation && age > options.InvalidationSeconds)
        {
            return $"time is older than {options.InvalidationSeconds / 3600} h, until which traffic may be invalidated";
        }

        return age <= options.HorizonSeconds
            ? null
            : $"time is older than {options.HorizonSeconds / 3600} h, within which repeats are told apart: bring old data in by the import mode";
    }

    /// <summary>Where the events of a welcome account go.</summary>
    internal EventPart PartOf(AccountCache.Entry entry) => entry.Part ??= Join(entry);

    private EventPart Join(AccountCache.Entry entry)
    {
        var partition = Partitioning.Of(entry.Key, options.Partitions);
        if (partition >= byPartition.Length)
        {
            Array.Resize(ref byPartition, options.Partitions);
        }

        var part = byPartition[partition] ??= new EventPart(partition, hashSeed, options.EventIdSeed);
        if (part.Number != round)
        {
            part.Begin(round, batch, options.IsImport);
            parts.Add(part);
        }

        part.Accounts.Add(entry.Account!);
        return part;
    }

    private UInt128 EventHash(int account, byte role, ReadOnlySpan<byte> id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(idBytes, account);
        idBytes[sizeof(int)] = role;
        id.CopyTo(idBytes.AsSpan(sizeof(int) + 1));
        return XxHash128.HashToUInt128(idBytes.AsSpan(0, sizeof(int) + 1 + id.Length), options.EventIdSeed);
    }
}
