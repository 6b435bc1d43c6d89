namespace Millrace.Contracts.Ingest;

/// <summary>
/// Writes events in the binary form that POST /ingest/v1/events takes as <see cref="EventBatchFormat.ContentType"/>: every text once,
/// events that differ in nothing but time and numbers in one group. Events are sorted for it, so that the service's answer, which
/// numbers them as they stand in the body, is read by <see cref="AddedAs"/>. Not for several threads at once.
/// </summary>
public sealed class EventBatchEncoder
{
    private readonly Dictionary<string, int> textNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Advertiser, int Marketplace, int Currency), int> accountNumbers = [];
    private readonly List<string> texts = [];
    private readonly List<(int Advertiser, int Marketplace, int Currency)> accounts = [];
    private readonly List<BatchEvent> events = [];
    private int[]? order;

    /// <summary>Events added so far.</summary>
    public int Count => events.Count;

    /// <summary>Adds an event. Its fields are judged by the service; here they only have to be of a kind that the form can carry.</summary>
    /// <exception cref="InvalidOperationException">The batch has as many events, texts or accounts as a body may have.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative count or cost.</exception>
    public void Add(IngestEvent added)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(added.Count, nameof(added));
        ArgumentOutOfRangeException.ThrowIfNegative(added.CostMicros, nameof(added));
        var isFull =
            events.Count == EventBatchFormat.EventsMax
            || texts.Count > EventBatchFormat.TextsMax - BatchEvent.TextsMax
            || accounts.Count == EventBatchFormat.AccountsMax;
        if (isFull)
        {
            throw new InvalidOperationException("The batch is full: send it, and begin another under an id of its own.");
        }

        var group = new int[BatchEvent.Fields];
        group[(int)EventGroupField.Placement] = Text(added.Placement);
        group[(int)EventGroupField.Target] = Text(added.TargetId);
        group[(int)EventGroupField.KeywordText] = Text(added.KeywordText);
        group[(int)EventGroupField.Ad] = Text(added.AdId);
        group[(int)EventGroupField.Account] = Account(added);
        group[(int)EventGroupField.Campaign] = Text(added.CampaignId);
        group[(int)EventGroupField.AdGroup] = Text(added.AdGroupId);
        group[(int)EventGroupField.MatchType] = Text(added.MatchType);
        group[(int)EventGroupField.AdProduct] = Text(added.AdProduct);
        events.Add(new(group, added));
        order = null;
    }

    /// <summary>The n-th event that was added, from 1, by the number that the service gives to it: its place in the body, from 1.</summary>
    public int AddedAs(int number) => Order()[number - 1] + 1;

    /// <summary>The body.</summary>
    public byte[] ToArray() => Write().ToArray();

    /// <summary>Writes the body to a stream.</summary>
    public void WriteTo(Stream stream) => stream.Write(Write().Span);

    /// <summary>Begins another batch in the same memory.</summary>
    public void Clear()
    {
        textNumbers.Clear();
        accountNumbers.Clear();
        texts.Clear();
        accounts.Clear();
        events.Clear();
        order = null;
    }

    private ReadOnlyMemory<byte> Write()
    {
        var bytes = new BatchBytes();
        bytes.Raw(EventBatchFormat.Magic);
        bytes.Byte(EventBatchFormat.Version);
        bytes.Varint((ulong)texts.Count);
        texts.ForEach(bytes.Text);
        bytes.Varint((ulong)accounts.Count);
        foreach (var (advertiser, marketplace, currency) in accounts)
        {
            bytes.Varint((ulong)advertiser);
            bytes.Varint((ulong)marketplace);
            bytes.Varint((ulong)currency);
        }

        bytes.Varint((ulong)events.Count);
        WriteGroups(bytes);
        return bytes.Written;
    }

    private void WriteGroups(BatchBytes bytes)
    {
        var sorted = Order();
        ReadOnlySpan<int> before = new int[BatchEvent.Fields];
        var time = 0L;
        for (var from = 0; from < sorted.Length; )
        {
            var group = events[sorted[from]].Group;
            var to = from + 1;
            while (to < sorted.Length && events[sorted[to]].Group.AsSpan().SequenceEqual(group))
            {
                to++;
            }

            BatchEvent.WriteGroup(bytes, group, before, to - from);
            for (; from < to; from++)
            {
                events[sorted[from]].Write(bytes, time);
                time = events[sorted[from]].Time;
            }

            before = group;
        }
    }

    private int[] Order()
    {
        if (order is null)
        {
            order = [.. Enumerable.Range(0, events.Count)];
            order.Sort((a, b) => events[a].CompareTo(events[b]) is var sign and not 0 ? sign : a - b);
        }

        return order;
    }

    private int Account(IngestEvent added)
    {
        var account = (Text(added.AdvertiserId), Text(added.MarketplaceId), Text(added.Currency));
        if (!accountNumbers.TryGetValue(account, out var number))
        {
            accounts.Add(account);
            accountNumbers.Add(account, number = accounts.Count);
        }

        return number;
    }

    private int Text(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        if (!textNumbers.TryGetValue(text, out var number))
        {
            texts.Add(text);
            textNumbers.Add(text, number = texts.Count);
        }

        return number;
    }
}
