using System.Collections.Concurrent;
using System.Threading.Channels;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Diagnosis;

/// <summary>
/// The newest diagnosis of each subscription that was asked about or that failed, in memory: a restart forgets them. Failures are looked
/// at a few at a time, beside delivery; while as many wait as are borne, more are passed over, since what goes on failing comes again. A
/// diagnosis with an error is withdrawn when the destination takes something after it.
/// </summary>
public sealed class DiagnosisRoom(
    Doctor doctor,
    ISubscriptionStore store,
    IRegistry registry,
    TimeProvider wall,
    Action<string> tell
)
{
    private readonly ConcurrentDictionary<string, KeptDiagnosis> newest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> looking = new(StringComparer.Ordinal);
    private readonly Channel<string> failed = Channel.CreateBounded<string>(
        new BoundedChannelOptions(doctor.Options.DiagnosesMax) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>What was found last; null: nobody has looked, or it is not so any more.</summary>
    public DestinationDiagnosis? Last(string subscription) =>
        newest.GetValueOrDefault(subscription) is { IsWithdrawn: false } kept ? kept.Diagnosis : null;

    /// <summary>The destination of a subscription has taken all of a call.</summary>
    public void Taken(string subscription)
    {
        if (newest.TryGetValue(subscription, out var kept) && !kept.IsWithdrawn && kept.Diagnosis.FirstError is not null)
        {
            newest.TryUpdate(subscription, kept with { IsWithdrawn = true }, kept);
        }
    }

    /// <summary>Sending to a subscription failed: it will be looked at.</summary>
    public void Failed(string subscription) => failed.Writer.TryWrite(subscription);

    /// <summary>Looks at what failed until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var look in Enumerable.Range(0, doctor.Options.LooksAtOnceMax).Select(_ => LookAtFailedAsync(cancel)).ToList())
        {
            await look;
        }
    }

    private async Task LookAtFailedAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var id in failed.Reader.ReadAllAsync(cancel))
            {
                if (!looking.TryAdd(id, true))
                {
                    continue;
                }

                try
                {
                    await LookAsync(id, cancel);
                }
                catch (Exception fault) when (!cancel.IsCancellationRequested)
                {
                    tell($"diagnosis {id}: {fault.Message}");
                }
                finally
                {
                    looking.TryRemove(id, out _);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The way in which it ends.
        }
    }

    /// <summary>Looks now.</summary>
    public async ValueTask<Answer<DestinationDiagnosis>> ExamineAsync(
        SubscriptionOwner owner,
        string id,
        CancellationToken cancel
    ) =>
        await store.FindAsync(owner, id, cancel) is { } found
            ? await ExamineAsync(found, Realm.Of(owner.Account.Realm), cancel)
            : SubscriptionService.NoSuch(owner, id);

    private async ValueTask LookAsync(string id, CancellationToken cancel)
    {
        var options = doctor.Options;
        if (
            newest.GetValueOrDefault(id) is { } last
            && last.Diagnosis.At + (last.IsWithdrawn ? options.LookAgainAfterTaking : options.LookAgainAfter) > wall.GetUtcNow()
        )
        {
            return;
        }

        if (
            await store.FindAsync(id, cancel) is { } found
            && await registry.ReadAccountsAsync([found.Stream.Account], cancel) is [var account]
        )
        {
            await ExamineAsync(found, Realm.Of(account.Realm), cancel);
        }
    }

    private async ValueTask<DestinationDiagnosis> ExamineAsync(Subscription subscription, Realm realm, CancellationToken cancel)
    {
        var diagnosis = await doctor.ExamineAsync(subscription.Destination, subscription.Stream.Dataset, realm, cancel);
        if (newest.Count >= doctor.Options.DiagnosesMax && !newest.ContainsKey(subscription.Id))
        {
            newest.TryRemove(newest.MinBy(pair => pair.Value.Diagnosis.At).Key, out _);
        }

        newest[subscription.Id] = new(diagnosis, IsWithdrawn: false);
        return diagnosis;
    }
}
