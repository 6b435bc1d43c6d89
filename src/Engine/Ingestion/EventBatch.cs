using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
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
    private readonly byte[] idBytes = new byte[sizeof(int) + 1 + CellKey.PartBytesMax];
    private readonly List<EventPart> parts = [];
    private readonly Dictionary<int, EventPart> byPartition = [];
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
        parser.UnknownFields.Clear();
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
        if (bytes.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        if (bytes.Length > options.LineBytesMax)
        {
            RefuseLongLine(alreadyCounted: true);
            return;
        }

        var parsed = default(EventLine);
        Judge(parser.Parse(bytes, ref parsed) ?? Combine(in parsed));
    }

    /// <summary>The same for an event of another form, which its own reader has combined.</summary>
    /// <param name="reason">Null, or why it is refused.</param>
    internal void AddCombined(string? reason)
    {
        line++;
        Judge(reason);
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine() => RefuseLongLine(alreadyCounted: false);

    private void RefuseLongLine(bool alreadyCounted)
    {
        line += alreadyCounted ? 0 : 1;
        Refuse($"the line is longer than {options.LineBytesMax} bytes");
    }

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
        var combination = Combination(part.Combinations, entry.Account!.Key, in parsed);
        Digest(part, combination, in parsed);
        return TooOld(in parsed) ?? Count(entry, part, combination, in parsed);
    }

    /// <summary>
    /// Notes an event in the digest of its part. One that is too old as well: it was perhaps young enough when the batch came first, and
    /// it is the same batch still.
    /// </summary>
    internal static void Digest(EventPart part, int combination, in EventLine parsed) =>
        part.Digest = unchecked(part.Digest + Content(part.Combinations.Content(combination), in parsed));

    /// <summary>A hash of what a line counts, the same in every process: what it says beside that makes no other batch.</summary>
    private static ulong Content(UInt128 combination, in EventLine parsed)
    {
        ReadOnlySpan<ulong> content =
        [
            (ulong)combination,
            (ulong)(combination >> 64),
            (ulong)parsed.Time,
            (ulong)parsed.Count,
            (ulong)parsed.CostMicros,
            ((ulong)parsed.Kind << 8) | (ulong)parsed.Invalidates,
            parsed.EventId.IsEmpty ? 0 : XxHash3.HashToUInt64(parsed.EventId),
            parsed.InvalidatesEventId.IsEmpty ? 0 : XxHash3.HashToUInt64(parsed.InvalidatesEventId),
        ];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(content));
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

        return currency.IsEmpty || Ascii.Equals(currency, account.Currency)
            ? null
            : $"currency must be that of the account, {account.Currency}";
    }

    private string? Count(AccountCache.Entry entry, EventPart part, int combination, in EventLine parsed)
    {
        var account = entry.Account!;
        var cell = part.Cell(combination, entry.WindowNumber(account.Zone.WindowStart(parsed.Time)));
        if (CountIn(part, cell, account.Key, in parsed) is { } reason)
        {
            return reason;
        }

        if (!parsed.KeywordText.IsEmpty)
        {
            part.Show(combination, parsed.KeywordText, parsed.MatchType);
        }

        return null;
    }

    /// <summary>Counts an event in its cell; null, or why it is refused.</summary>
    internal string? CountIn(EventPart part, int cell, int account, in EventLine parsed)
    {
        var metrics = parsed.Metrics;
        if (!parsed.EventId.IsEmpty)
        {
            var takes = parsed.InvalidatesEventId.IsEmpty ? UInt128.Zero : EventHash(account, 1, parsed.InvalidatesEventId);
            var day = (int)(parsed.Time / 86_400);
            part.Identified.Add(new(EventHash(account, 0, parsed.EventId), takes, cell, day, metrics));
        }
        else if (!TryAdd(part.Cells.Lanes(cell), metrics))
        {
            return "the sum of its cell would leave the range of the service: check count and cost";
        }

        part.Lines++;
        return null;
    }

    private static int Combination(Combinations combinations, int account, in EventLine parsed)
    {
        combinations.Begin(account);
        combinations.Append(parsed.CampaignId);
        combinations.Append(parsed.AdGroupId);
        combinations.Append(parsed.AdId);
        combinations.Append(parsed.TargetId);
        combinations.Append(parsed.Placement);
        return combinations.GetOrAdd();
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
    internal EventPart PartOf(AccountCache.Entry entry) => entry.Part ??= PartOf(entry.Account!);

    private EventPart PartOf(EventAccount account)
    {
        var partition = Partitioning.Of(account.Key, options.Partitions);
        if (!byPartition.TryGetValue(partition, out var part))
        {
            byPartition.Add(partition, part = new EventPart(partition, hashSeed));
        }

        if (part.Number != round)
        {
            part.Begin(round, batch, options.IsImport);
            parts.Add(part);
        }

        part.Accounts.Add(account);
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
