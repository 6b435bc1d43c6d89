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

    /// <summary>How many lines are under way while another is read.</summary>
    private const int LinesUnderway = 3;

    /// <summary>In place of a reason, of a line that carries nothing.</summary>
    private const string Nothing = "";

    private readonly EventParser parser = new();

    // Of each line that is under way the names of its cell, by family.
    private readonly CombinationName?[][] names =
    [
        .. Enumerable.Range(0, LinesUnderway + 1).Select(_ => new CombinationName?[CellFamily.NumbersEnd]),
    ];
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
        // Four lines are under way, each a step behind the one that was read after it.
        var first = new LineUnderway(names[0]);
        var second = new LineUnderway(names[1]);
        var third = new LineUnderway(names[2]);
        var fourth = new LineUnderway(names[3]);
        ref var read = ref first;
        ref var found = ref second;
        ref var placed = ref third;
        ref var counted = ref fourth;
        var underway = 0;
        while (!lines.IsEmpty)
        {
            read.Number = ++line;
            if (!parser.TryParse(lines, ref read.Line, out var length) || length > options.LineBytesMax)
            {
                Finish(ref found, ref placed, ref counted, underway);
                underway = 0;
                TakeAlone(lines, ref read, out length);
                lines = Lines.Behind(lines, length);
                continue;
            }

            lines = Lines.Behind(lines, length);
            read.AccountAt = known.Fetch(read.Line.AdvertiserId);
            if (underway == LinesUnderway)
            {
                counted.FetchCell();
            }

            if (underway >= 1)
            {
                known.FetchEntry(found.AccountAt);
            }

            if (underway >= 2)
            {
                Place(ref placed);
            }

            if (underway == LinesUnderway)
            {
                Take(in counted);
            }

            ref var free = ref counted;
            counted = ref placed;
            placed = ref found;
            found = ref read;
            read = ref free;
            underway = Math.Min(underway + 1, LinesUnderway);
        }

        Finish(ref found, ref placed, ref counted, underway);
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine() => Judge(LongLine, ++line);

    /// <summary>The same as <see cref="Add"/> for an event of another form, which its own reader has combined.</summary>
    /// <param name="reason">Null, or why it is refused.</param>
    internal void AddCombined(string? reason) => Judge(reason, ++line);

    private string LongLine => $"the line is longer than {options.LineBytesMax} bytes";

    /// <summary>Takes the lines that are under way, the one that was read first before the others.</summary>
    /// <param name="underway">How many they are: the last so many of the three.</param>
    private void Finish(ref LineUnderway found, ref LineUnderway placed, ref LineUnderway counted, int underway)
    {
        if (underway >= 3)
        {
            Take(in counted);
        }

        if (underway >= 2)
        {
            Place(ref placed);
            Take(in placed);
        }

        if (underway >= 1)
        {
            Place(ref found);
            Take(in found);
        }
    }

    /// <summary>Takes a line of any form while no other is under way.</summary>
    /// <param name="length">Of the line, without its end.</param>
    private void TakeAlone(ReadOnlySpan<byte> lines, ref LineUnderway alone, out int length)
    {
        var bytes = Lines.First(lines);
        length = bytes.Length;
        alone.Reason =
            length > options.LineBytesMax ? LongLine
            : bytes.Trim(" \t\r"u8).IsEmpty ? Nothing
            : parser.ParseExactly(bytes, ref alone.Line);
        if (alone.Reason is null)
        {
            Place(ref alone);
        }

        Take(in alone);
    }

    /// <summary>Finds account, part and cell of an event, or why it is refused.</summary>
    private void Place(ref LineUnderway underway)
    {
        ref readonly var parsed = ref underway.Line;
        underway.Entry = FindAccount(parsed.AdvertiserId, parsed.MarketplaceId);
        underway.Reason = Unwelcome(underway.Entry, parsed.Currency) ?? EventTimes.Impossible(parsed.Time);
        if (underway.Reason is null)
        {
            underway.Part = PartOf(underway.Entry);
            underway.Reason = Taker.Place(ref underway);
        }
    }

    private void Take(in LineUnderway underway) => Judge(underway.Reason ?? Taker.Take(in underway), underway.Number);

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
