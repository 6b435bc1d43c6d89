using System.Buffers.Binary;
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
    /// <summary>Why a line about an account that the sender may not write to is refused.</summary>
    internal const string UnknownAccount =
        "no such account (it may have been erased), or this key has no grant for it: check advertiser_id and marketplace_id";

    /// <summary>In place of a reason, of a line that carries nothing.</summary>
    private const string Nothing = "";

    private readonly EventParser parser = new();
    private readonly CombinationName?[] names = new CombinationName?[CellFamily.NumbersEnd];
    private readonly CombinationName?[] otherNames = new CombinationName?[CellFamily.NumbersEnd];
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
        Taker = new EventTaker(options);
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
        Taker.Begin(options);
        parts.Clear();
        parser.Begin();
        Refused.Clear();
        (line, Accepted, RefusedCount) = (0, 0, 0);
        round++;
    }

    /// <summary>Takes events into the parts; those of the binary form by the hand of their reader, which finds their cells.</summary>
    internal EventTaker Taker { get; }

    public IReadOnlyCollection<EventPart> Parts => parts;

    public int Accepted { get; private set; }

    /// <summary>The first refused lines with their reasons; <see cref="RefusedCount"/> counts all.</summary>
    public List<RefusedLine> Refused { get; } = [];

    public int RefusedCount { get; private set; }

    public IReadOnlyCollection<string> UnknownFields => parser.UnknownFields;

    /// <summary>Takes whole lines; the end of the last may be missing. Empty lines count and carry nothing.</summary>
    public void Add(ReadOnlySpan<byte> lines)
    {
        var first = new LineUnderway(names);
        var second = new LineUnderway(otherNames);
        ref var newest = ref first;
        ref var before = ref second;
        var isBeforeUnderway = false;
        while (!lines.IsEmpty)
        {
            newest.Number = ++line;
            var isUsual = parser.TryParse(lines, ref newest.Line, out var length) && length <= options.LineBytesMax;
            var reason = isUsual ? null : ReadExactly(lines, ref newest.Line, out length);
            lines = Lines.Behind(lines, length);
            if (isBeforeUnderway)
            {
                before.FetchCell();
            }

            reason ??= Place(ref newest);
            if (isBeforeUnderway)
            {
                Judge(Taker.Take(in before), before.Number);
            }

            // Only a usual line has its texts where they stay until the next is read.
            isBeforeUnderway = isUsual && reason is null;
            if (isBeforeUnderway)
            {
                ref var taken = ref before;
                before = ref newest;
                newest = ref taken;
            }
            else
            {
                Judge(reason ?? Taker.Take(in newest), newest.Number);
            }
        }

        if (isBeforeUnderway)
        {
            Judge(Taker.Take(in before), before.Number);
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine() => Judge(LongLine, ++line);

    /// <summary>The same as <see cref="Add"/> for an event of another form, which its own reader has combined.</summary>
    /// <param name="reason">Null, or why it is refused.</param>
    internal void AddCombined(string? reason) => Judge(reason, ++line);

    private string LongLine => $"the line is longer than {options.LineBytesMax} bytes";

    /// <summary>Reads a line of any form; null, or why it is refused.</summary>
    /// <param name="length">Of the line, without its end.</param>
    private string? ReadExactly(ReadOnlySpan<byte> lines, ref EventLine parsed, out int length)
    {
        var bytes = Lines.First(lines);
        length = bytes.Length;
        return length > options.LineBytesMax ? LongLine
            : bytes.Trim(" \t\r"u8).IsEmpty ? Nothing
            : parser.ParseExactly(bytes, ref parsed);
    }

    /// <summary>Finds account, part and cell of an event; null, or why it is refused.</summary>
    private string? Place(ref LineUnderway underway)
    {
        ref readonly var parsed = ref underway.Line;
        underway.Entry = FindAccount(parsed.AdvertiserId, parsed.MarketplaceId);
        if ((Unwelcome(underway.Entry, parsed.Currency) ?? EventTimes.Impossible(parsed.Time)) is { } reason)
        {
            return reason;
        }

        underway.Part = PartOf(underway.Entry);
        return Taker.Place(ref underway);
    }

    private void Judge(string? reason, int number)
    {
        if (reason is null)
        {
            Accepted++;
        }
        else if (reason != Nothing)
        {
            RefusedCount++;
            if (Refused.Count < options.RefusedToldMax)
            {
                Refused.Add(new(number, reason));
            }
        }
    }

    internal AccountCache.Entry FindAccount(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        known.Find(advertiserId, marketplaceId);

    /// <summary>Null, or why events of the account are refused. Where they are not, it is an account that the sender may write to.</summary>
    internal static string? Unwelcome(AccountCache.Entry entry, ReadOnlySpan<byte> currency)
    {
        if (entry.Account is not { } account)
        {
            return UnknownAccount;
        }

        return currency.IsEmpty || entry.HasCurrency(currency)
            ? null
            : $"currency must be that of the account, {account.Currency}";
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
}
