using System.Buffers.Binary;
using System.Text;
using Millrace.Engine.Ingestion;

namespace Millrace.Simulation;

/// <summary>
/// One account is erased midway in a run, and one shopper of another is forgotten, whatever dies meanwhile. Both end in time; then nothing of
/// them stands on the disk, nor comes back.
/// </summary>
internal sealed class ErasurePlay(
    PlannedErasure plan,
    SeededScheduler scheduler,
    SimulatedDisk disk,
    SimulatedAccounts accounts,
    List<string> violations
)
{
    /// <summary>How long an erasure takes at most, with all that fails and is killed meanwhile.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromHours(1);

    /// <summary>How long after its beginning something may still be sent.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromMinutes(5);

    private const string Shopper = "zq7shopper";

    private DateTimeOffset? begun;
    private bool isForgotten;

    public int Account => plan.Account;

    public bool HasBegun => begun is not null;

    /// <summary>Whether its erasure has ended.</summary>
    public bool HasEnded { get; private set; }

    private string Advertiser => $"ADV{plan.Account}";

    /// <summary>How many of these lines may be refused.</summary>
    public int Refused(IReadOnlyList<string> lines) => HasBegun ? Named(lines) : 0;

    /// <summary>Whether no second server may run now.</summary>
    public bool NeedsOneServer => !plan.IsSilent && HasBegun && disk.Registry.Erasures.Count > 0;

    public async Task EraseAsync(SimulatedCallers callers, SimulatedPlatform platform, SimulatedManager manager)
    {
        await Task.Delay(plan.After, scheduler);
        if (plan.IsSilent)
        {
            platform.Silence();
            manager.IsSilent = true;
            while (callers.Sending.Any(lines => Named(lines) > 0))
            {
                await Task.Delay(TimeSpan.FromSeconds(10), scheduler);
            }

            // What nobody waits for any more comes in by then, or never.
            await Task.Delay(TimeSpan.FromMinutes(5), scheduler);
        }

        begun = scheduler.GetUtcNow();
        accounts.Remove(plan.Account);
        disk.Registry.BeginErasure(plan.Account);
        while (disk.Registry.Erasures.Count > 0)
        {
            if (scheduler.GetUtcNow() > begun + Bound)
            {
                violations.Add($"account {plan.Account} was not erased within {Bound}");
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), scheduler);
        }

        HasEnded = true;
        JudgeDisk();
    }

    public async Task ForgetAsync(SimulatedCallers callers, SimulatedPlatform platform)
    {
        await Task.Delay(plan.ShopperAfter, scheduler);
        await callers.SendEventsAsync("shopper", platform.Touches(plan.ShopperAccount, Shopper));
        await Task.Delay(plan.ForgottenAfter, scheduler);
        var line = $"{{\"advertiser_id\":\"ADV{plan.ShopperAccount}\",\"marketplace_id\":\"MKT\",\"shopper_id\":\"{Shopper}\"}}";
        var body = SimulatedCallers.Body([line]);
        await callers.SendUntilTakenAsync("forget", [line], server => server.ForgetAsync(body));
        isForgotten = true;
        JudgeDisk();
    }

    /// <summary>Nothing of what is erased stands on the disk, and what is owed to the forgotten is not owed for long.</summary>
    public void JudgeDisk()
    {
        if (scheduler.GetUtcNow() - disk.Ledger.ScrubOwedSince > SimulatedServer.ScrubAfter + Bound)
        {
            violations.Add($"the ledger has owed to be scrubbed since {disk.Ledger.ScrubOwedSince:O}");
        }

        if (HasEnded)
        {
            byte[][] marks = [Encoding.UTF8.GetBytes(Advertiser), Encoding.UTF8.GetBytes(PlannedErasure.Own)];
            violations.AddRange(
                disk.Ledger.Find(marks).Select(place => $"{place} has something of the erased account {Account}")
            );
            if (
                disk.Ledger.Blocks.Accounts.Contains(Account)
                || disk.Registry.Orders.Any(order => order.Stream.Account == Account)
            )
            {
                violations.Add($"the erased account {Account} has blocks, ends of streams or subscriptions");
            }
        }

        if (isForgotten)
        {
            violations.AddRange(
                disk.Ledger.Find([.. HashForms()]).Select(place => $"{place} has the hash of a forgotten shopper")
            );
        }
    }

    /// <summary>
    /// What the account received is what had been published to it, nothing else and with no gap, but for what its queue did not take for what
    /// it was, what was dropped, and what was under way; soon after it began to be erased it received nothing more.
    /// </summary>
    public void JudgeReceived(SimulatedSubscribers subscribers, SimulatedPlatform platform, SimulationFaults faults)
    {
        foreach (var order in subscribers.Orders.Where(order => order.Stream.Account == Account))
        {
            var (queue, published) = (subscribers.QueueOf(order), subscribers.Published(order).Select(one => one.Body).ToList());
            if (queue.LastTaken > begun + StopsWithin)
            {
                violations.Add($"{order.QueueArn} took a message {queue.LastTaken - begun} after its account began to be erased");
            }

            var known = published.ToHashSet();
            violations.AddRange(
                queue
                    .Taken.Where(body => !known.Contains(body) && SimulatedFreshness.Read(body) is null)
                    .Select(body => $"{order.QueueArn} took what was never published: {body}")
            );
            var last = published.FindLastIndex(queue.Taken.Contains);
            var gap = published.FindIndex(body => !queue.Taken.Contains(body) && !faults.WasUnfit(Encoding.UTF8.GetBytes(body)));
            var isWhole =
                !subscribers.Replayed.Contains(order.SubscriptionId) && !disk.Registry.Losses.HasLost(order.SubscriptionId);
            if (isWhole && gap >= 0 && gap <= last - SimulatedSizes.TinyRowsAtOnce)
            {
                violations.Add($"{order.QueueArn} lacks message {gap} of its stream and has message {last}");
            }

            if (subscribers.Records.TryGetValue(order.QueueArn, out var landing))
            {
                JudgeCounts(order.QueueArn, landing, platform);
            }
        }
    }

    private int Named(IReadOnlyList<string> lines) =>
        lines.Count(line => line.Contains($"\"{Advertiser}\"", StringComparison.Ordinal));

    /// <summary>Never more than the truth: nothing takes impressions back.</summary>
    private void JudgeCounts(string queue, RecordLanding landing, SimulatedPlatform platform)
    {
        foreach (var cell in landing.Taken.Values.GroupBy(record => record.Cell, record => record.Sum.Impressions))
        {
            if (cell.Sum() > platform.Truth.GetValueOrDefault(cell.Key).Impressions)
            {
                violations.Add($"{queue}: {cell.Key} has more impressions than there were");
            }
        }
    }

    /// <summary>A hash as it may stand in bytes.</summary>
    private IEnumerable<byte[]> HashForms()
    {
        var seed = BinaryPrimitives.ReadInt64LittleEndian(disk.Ledger.Identity.Incarnation.ToByteArray());
        var hash = EventIds.ShopperHash(plan.ShopperAccount, Shopper, seed);
        yield return BitConverter.GetBytes(hash);
        yield return [.. BitConverter.GetBytes(hash).Reverse()];
        var varint = new List<byte>();
        for (; hash >= 0x80; hash >>= 7)
        {
            varint.Add((byte)(hash | 0x80));
        }

        yield return [.. varint, (byte)hash];
    }
}
