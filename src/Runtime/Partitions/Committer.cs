using System.Threading.Channels;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>Gathers the entries of many partitions into one durable write: while one write runs, the next fills.</summary>
internal sealed class Committer : IAsyncDisposable
{
    private readonly ILedger ledger;
    private readonly int commitsMax;
    private readonly Channel<Pending> queue;
    private readonly Task loop;

    public Committer(ILedger ledger, int partitions, int commitsMax)
    {
        this.ledger = ledger;
        this.commitsMax = commitsMax;

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
        var taken = new List<Pending>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (taken.Count < commitsMax && queue.Reader.TryRead(out var pending))
            {
                taken.Add(pending);
            }

            await WriteAsync(taken);
            taken.Clear();
        }
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
