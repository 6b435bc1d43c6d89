using System.Threading.Channels;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>
/// Gathers the entries of many partitions into one durable write: while one write runs, others wait for the next. Urgent ones go first;
/// the bytes of a write are bounded, and of the others one goes with each, so that they are not kept waiting for ever.
/// </summary>
internal sealed class Committer : IAsyncDisposable
{
    private readonly ILedger ledger;
    private readonly int commitsMax;
    private readonly long bytesMax;
    private readonly Channel<Pending> queue;
    private readonly Queue<Pending> urgent = [];
    private readonly Queue<Pending> others = [];
    private readonly Task loop;

    /// <param name="bytesMax">An entry joins a write that has fewer.</param>
    public Committer(ILedger ledger, int partitions, int commitsMax, long bytesMax)
    {
        (this.ledger, this.commitsMax, this.bytesMax) = (ledger, commitsMax, bytesMax);

        // A partition has at most one entry under way.
        queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(partitions) { SingleReader = true });
        loop = RunAsync();
    }

    public async Task<CommitVerdict> CommitAsync(PartitionCommit commit)
    {
        var pending = new Pending(commit);
        await queue.Writer.WriteAsync(pending);
        return await pending.Completion.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        while (urgent.Count + others.Count > 0 || await queue.Reader.WaitToReadAsync())
        {
            while (queue.Reader.TryRead(out var pending))
            {
                (pending.Commit.IsUrgent ? urgent : others).Enqueue(pending);
            }

            await WriteAsync(TakeNext());
        }
    }

    private List<Pending> TakeNext()
    {
        var taken = new List<Pending>();
        if (others.TryDequeue(out var first))
        {
            taken.Add(first);
        }

        var bytes = first?.Commit.Bytes ?? 0;
        while (taken.Count < commitsMax && (urgent.TryDequeue(out var next) || (bytes < bytesMax && others.TryDequeue(out next))))
        {
            taken.Add(next);
            bytes += next.Commit.Bytes;
        }

        return taken;
    }

    private async Task WriteAsync(List<Pending> taken)
    {
        try
        {
            var verdicts = await ledger.CommitAsync([.. taken.Select(pending => pending.Commit)], CancellationToken.None);
            for (var index = 0; index < taken.Count; index++)
            {
                taken[index].Completion.SetResult(verdicts[index]);
            }
        }
        catch (Exception fault)
        {
            // Whether it was written is not known: each partition reads it from the ledger when it opens again.
            taken.ForEach(pending => pending.Completion.SetException(fault));
        }
    }

    private sealed record Pending(PartitionCommit Commit)
    {
        public TaskCompletionSource<CommitVerdict> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
