using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Runtime.Partitions;

/// <summary>One thing a partition is asked to do; its answer is given only when the ledger has what it brought about.</summary>
internal abstract class PartitionCommand
{
    /// <summary>Pages it needs in memory first; asked again until there are none.</summary>
    public virtual IReadOnlyCollection<PageId> Missing(PartitionEngine engine, long now) => [];

    /// <summary>Decides and folds; the verdict is kept until <see cref="Answer"/>.</summary>
    public abstract void Apply(PartitionEngine engine, long now, Effects effects);

    /// <summary>Whether all that it brings with it has been done: it is answered then.</summary>
    public virtual bool IsDone(PartitionEngine engine) => true;

    /// <summary>Whether it would bring anything of one of these accounts.</summary>
    public virtual bool Names(IReadOnlySet<int> accounts) => false;

    public abstract void Answer();

    public abstract void Fail(Exception fault);
}

/// <summary>A command whose caller waits for a verdict.</summary>
internal abstract class PartitionCommand<T> : PartitionCommand
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? verdict;

    public Task<T> Completion => completion.Task;

    public sealed override void Apply(PartitionEngine engine, long now, Effects effects) =>
        verdict = Decide(engine, now, effects);

    public sealed override void Answer() => completion.TrySetResult(verdict!);

    public sealed override void Fail(Exception fault) => completion.TrySetException(fault);

    protected abstract T Decide(PartitionEngine engine, long now, Effects effects);
}

internal sealed class AcceptEvents(EventPart part) : PartitionCommand<PartVerdict>
{
    public override IReadOnlyCollection<PageId> Missing(PartitionEngine engine, long now) => engine.MissingFor(part, now);

    public override bool Names(IReadOnlySet<int> accounts) => part.Names(accounts);

    protected override PartVerdict Decide(PartitionEngine engine, long now, Effects effects) => engine.Accept(part, now, effects);
}

internal sealed class UpsertEntities(IReadOnlyList<EntityUpsert> upserts) : PartitionCommand<int>
{
    public override bool Names(IReadOnlySet<int> accounts) => upserts.Any(upsert => accounts.Contains(upsert.Account.Key));

    protected override int Decide(PartitionEngine engine, long now, Effects effects)
    {
        engine.Upsert(upserts, now, effects);
        return upserts.Count;
    }
}

/// <summary>Answered when pages and journal have forgotten them too.</summary>
internal sealed class ForgetShoppers(IReadOnlyList<ulong> shoppers) : PartitionCommand<int>
{
    public override bool IsDone(PartitionEngine engine) => !engine.IsErasing;

    protected override int Decide(PartitionEngine engine, long now, Effects effects)
    {
        foreach (var shopper in shoppers)
        {
            engine.ForgetShopper(shopper, effects);
        }

        return shoppers.Count;
    }
}

/// <summary>Answered when nothing of the account is in the partition any more.</summary>
internal sealed class EraseAccount(int account) : PartitionCommand<bool>
{
    public override bool IsDone(PartitionEngine engine) => !engine.IsErasing;

    protected override bool Decide(PartitionEngine engine, long now, Effects effects)
    {
        engine.EraseAccount(account, effects);
        return true;
    }
}

internal sealed class TakeSnapshot(int account, string dataset, string subscription, int from) : PartitionCommand<SnapshotPart>
{
    public override bool Names(IReadOnlySet<int> accounts) => accounts.Contains(account);

    protected override SnapshotPart Decide(PartitionEngine engine, long now, Effects effects) =>
        engine.Snapshot(account, dataset, subscription, from, now, effects);
}

/// <summary>Answered when all that was due when it was applied has been done.</summary>
internal sealed class TakeTurn : PartitionCommand<bool>
{
    /// <summary>Whether a dataset is to be published.</summary>
    public bool IsMoment { get; private set; }

    /// <summary>Platform time when it was applied, unix seconds.</summary>
    public long Time { get; private set; }

    public override bool IsDone(PartitionEngine engine) => !engine.IsTurning;

    protected override bool Decide(PartitionEngine engine, long now, Effects effects)
    {
        (Time, IsMoment) = (now, engine.Turn(now));
        return IsMoment;
    }
}
