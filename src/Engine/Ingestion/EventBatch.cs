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
    private readonly IEventAccounts accounts;
    private readonly EventBatchOptions options;
    private readonly UInt128 batch;
    private readonly EventParser parser = new();
    private readonly SortedDictionary<int, EventPart> parts = [];
    private readonly byte[] key = new byte[CellKey.BytesMax];
    private readonly byte[] idBytes = new byte[sizeof(int) + 1 + CellKey.PartBytesMax];
    private int line;

    /// <param name="holder">Whose batch it is: ids of different senders never meet.</param>
    /// <param name="id">The sender's id of the batch.</param>
    public EventBatch(IEventAccounts accounts, EventBatchOptions options, string holder, string id)
    {
        this.accounts = accounts;
        this.options = options;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{holder.Length}:{holder}{id}"));
        batch = BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public IReadOnlyCollection<EventPart> Parts => parts.Values;

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
        var reason = parser.Parse(bytes, ref parsed) ?? Combine(bytes, in parsed);
        if (reason is null)
        {
            Accepted++;
        }
        else
        {
            Refuse(reason);
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine() => RefuseLongLine(alreadyCounted: false);

    private void RefuseLongLine(bool alreadyCounted)
    {
        line += alreadyCounted ? 0 : 1;
        Refuse($"the line is longer than {options.LineBytesMax} bytes");
    }

    private void Refuse(string reason)
    {
        RefusedCount++;
        if (Refused.Count < options.RefusedToldMax)
        {
            Refused.Add(new(line, reason));
        }
    }

    private string? Combine(ReadOnlySpan<byte> bytes, in EventLine parsed)
    {
        var account = accounts.Find(parsed.AdvertiserId, parsed.MarketplaceId);
        if (account is null)
        {
            return "no such account, or this key has no grant for it: check advertiser_id and marketplace_id";
        }

        if (!parsed.Currency.IsEmpty && !Ascii.Equals(parsed.Currency, account.Currency))
        {
            return $"currency must be that of the account, {account.Currency}";
        }

        if (ImpossibleTime(parsed.Time) is { } impossible)
        {
            return impossible;
        }

        // The digest holds lines that are too old as well: they were perhaps young enough when the batch came first, and it is
        // the same batch still.
        var part = PartOf(account);
        part.Digest = unchecked(part.Digest + XxHash128.HashToUInt128(bytes));
        if (TooOld(in parsed) is { } old)
        {
            return old;
        }

        var cell = part.Cells.GetOrAdd(Key(account, in parsed));
        var metrics = parsed.Metrics;
        if (!parsed.EventId.IsEmpty)
        {
            var takes = parsed.InvalidatesEventId.IsEmpty ? UInt128.Zero : EventHash(account.Key, 1, parsed.InvalidatesEventId);
            var day = (int)(parsed.Time / 86_400);
            part.Identified.Add(new(EventHash(account.Key, 0, parsed.EventId), takes, cell, day, metrics));
        }
        else if ((part.Cells.Total(cell) + metrics).IsInRange)
        {
            part.Cells.Total(cell) += metrics;
        }
        else
        {
            return "the sum of its cell would leave the range of the service: check count and cost";
        }

        part.Lines++;
        if (!parsed.KeywordText.IsEmpty && part.LearnsText(account.Key, parsed.TargetId))
        {
            // Once a target and batch, not once an event: a text seldom changes, and the next batch brings it again.
            var text = new TargetText(Encoding.UTF8.GetString(parsed.KeywordText), Encoding.UTF8.GetString(parsed.MatchType));
            part.Texts[(account.Key, Encoding.UTF8.GetString(parsed.TargetId))] = text;
        }

        return null;
    }

    private string? ImpossibleTime(long time)
    {
        if (time > options.Now + options.FutureSecondsMax)
        {
            return "time lies in the future: check the sender's clock and offset";
        }

        return time < 0 ? "time lies before 1970" : null;
    }

    private string? TooOld(in EventLine parsed)
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

    private EventPart PartOf(EventAccount account)
    {
        var partition = Partitioning.Of(account.Key, options.Partitions);
        if (!parts.TryGetValue(partition, out var part))
        {
            parts.Add(partition, part = new EventPart(partition, batch, options.IsImport, options.HashSeed));
        }

        part.Accounts.TryAdd(account.Key, account);
        return part;
    }

    private ReadOnlySpan<byte> Key(EventAccount account, in EventLine parsed)
    {
        BinaryPrimitives.WriteInt64LittleEndian(key, account.Zone.WindowStart(parsed.Time));
        BinaryPrimitives.WriteInt32LittleEndian(key.AsSpan(CellKey.WindowBytes), account.Key);
        var length = CellKey.WindowBytes + sizeof(int);
        key[length++] = (byte)AdProduct.SponsoredProducts;
        Append(parsed.CampaignId, ref length);
        Append(parsed.AdGroupId, ref length);
        Append(parsed.AdId, ref length);
        Append(parsed.TargetId, ref length);
        Append(parsed.Placement, ref length);
        return key.AsSpan(0, length);
    }

    private void Append(ReadOnlySpan<byte> text, ref int length)
    {
        key[length++] = (byte)text.Length;
        text.CopyTo(key.AsSpan(length));
        length += text.Length;
    }

    private UInt128 EventHash(int account, byte role, ReadOnlySpan<byte> id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(idBytes, account);
        idBytes[sizeof(int)] = role;
        id.CopyTo(idBytes.AsSpan(sizeof(int) + 1));
        return XxHash128.HashToUInt128(idBytes.AsSpan(0, sizeof(int) + 1 + id.Length), options.EventIdSeed);
    }
}

/// <summary>The product of an ad, as the first byte after the account in a cell's key; the numbers are stored.</summary>
internal enum AdProduct : byte
{
    SponsoredProducts = 1,
}
