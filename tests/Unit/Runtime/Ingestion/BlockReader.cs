using System.Buffers;
using System.IO.Pipelines;

namespace Millrace.Unit.Runtime.Ingestion;

/// <summary>A body in blocks of the test's choosing, one a read or all in one read, which must be taken to its end.</summary>
internal sealed class BlockReader(byte[][] blocks, bool isOneRead) : PipeReader
{
    private int given;
    private SequencePosition? owed;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        owed.ShouldBeNull("a read was not followed by an AdvanceTo");
        var count = isOneRead ? blocks.Length : Math.Min(1, blocks.Length - given);
        var bytes = Sequence(blocks.AsSpan(given, count));
        given += count;
        owed = bytes.End;
        return ValueTask.FromResult(new ReadResult(bytes, isCanceled: false, isCompleted: given == blocks.Length));
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        consumed.ShouldBe(owed.ShouldNotBeNull());
        owed = null;
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) { }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    private static ReadOnlySequence<byte> Sequence(ReadOnlySpan<byte[]> parts)
    {
        var first = new Segment([], null);
        var last = first;
        foreach (var part in parts)
        {
            last = new Segment(part, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
