using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Retention;

namespace Millrace.Unit.Runtime.Notices;

/// <summary>An outbox without a file, and a webhook that answers what a test says: each call ends at once.</summary>
internal sealed class MemoryOutbox : INoticeStore, INoticeWebhook
{
    private static readonly Account Acme = new(7, "Acme", "123", "ENTITY1", "A1", "MKT", "NA", "USD", "UTC", AccountType.Seller);
    private readonly Dictionary<long, int> refusals = [];

    public List<Notice> Waiting { get; } = [];

    /// <summary>Of what was sent, when, by number; and the ids and bodies with which.</summary>
    public List<(long Number, DateTimeOffset Time)> Sent { get; } = [];

    public List<(string Id, string Body)> Bytes { get; } = [];

    /// <summary>What the webhook answers for a notice; where nothing is said, it takes it.</summary>
    public Func<long, DeliveryOutcome> Answer { get; set; } = _ => DeliveryOutcome.Delivered.Instance;

    /// <summary>Whether the outbox cannot be written.</summary>
    public bool IsFull { get; set; }

    public long Lost { get; set; }

    public required TimeProvider Time { get; init; }

    public void Add(long number, DateTimeOffset time) =>
        Waiting.Add(
            new Notice(
                number,
                $"id{number}",
                time,
                NoticeContent.DeadLetter($"why {number}"),
                $"s{number}",
                "sp-traffic",
                "client",
                "ann",
                Acme
            )
        );

    public ValueTask<DeliveryOutcome> SendAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var number = Waiting.Single(notice => notice.Id == id).Sequence;
        Sent.Add((number, Time.GetUtcNow()));
        Bytes.Add((id, Convert.ToHexString(body.Span)));
        return new(Answer(number));
    }

    public ValueTask<Notice?> FirstNoticeAsync(CancellationToken cancel) =>
        new(
            Waiting
                .OrderBy(notice => refusals.GetValueOrDefault(notice.Sequence))
                .ThenBy(notice => notice.Sequence)
                .FirstOrDefault()
        );

    public ValueTask RemoveNoticeAsync(long sequence, CancellationToken cancel) =>
        Write(() => Waiting.RemoveAll(notice => notice.Sequence == sequence));

    public ValueTask NoteRefusedAsync(long sequence, CancellationToken cancel) =>
        Write(() => refusals[sequence] = refusals.GetValueOrDefault(sequence) + 1);

    public ValueTask<IReadOnlyList<(string Subscription, NoticeContent Content)>> EndNoticesAsync(
        DateTimeOffset before,
        CancellationToken cancel
    )
    {
        var ended = Waiting.Where(notice => notice.Time < before).ToList();
        Waiting.RemoveAll(ended.Contains);
        return new([.. ended.Select(notice => (notice.SubscriptionId, notice.Content))]);
    }

    public ValueTask<long> TakeLostAsync(CancellationToken cancel)
    {
        var lost = Lost;
        Lost = 0;
        return new(lost);
    }

    public ValueTask KeepNoticesAsync(bool areKept, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask TellAsync(IReadOnlyList<OwnerWarning> warnings, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException();

    private ValueTask Write(Action write)
    {
        if (IsFull)
        {
            return ValueTask.FromException(new IOException("no space left"));
        }

        write();
        return ValueTask.CompletedTask;
    }
}
