using System.IO.Compression;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.Streams.Store;

namespace Millrace.Sandbox.Streams.Delivery;

/// <summary>Makes objects of the records that wait: object and the end of the waiting are one write.</summary>
internal sealed class StreamDelivery(ServiceFaults faults)
{
    private const int Megabyte = 1_024 * 1_024;

    /// <summary>When a stream whose bucket is missing tries again: whoever forgot it makes it.</summary>
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    /// <summary>Objects of the stated size, as long as there is enough for one.</summary>
    public void DeliverFull(StandInTurn turn, StreamRow stream)
    {
        var size = stream.Settings.BufferMegabytes * (long)Megabyte;
        while (turn.Streams.Waiting(stream) >= size && Deliver(turn, stream, size)) { }
    }

    /// <summary>Everything of the streams whose time has come.</summary>
    public void DeliverDue(StandInTurn turn)
    {
        foreach (var stream in turn.Streams.Due(turn.NowMs))
        {
            DeliverAll(turn, stream);
        }
    }

    /// <summary>All that waits in a stream, in objects of at most about the stated size.</summary>
    public void DeliverAll(StandInTurn turn, StreamRow stream)
    {
        var size = stream.Settings.BufferMegabytes * (long)Megabyte;
        while (turn.Streams.Waiting(stream) > 0)
        {
            if (!Deliver(turn, stream, size))
            {
                turn.Streams.PutOff(stream, turn.NowMs + (long)TryAgain.TotalMilliseconds);
                return;
            }
        }
    }

    /// <returns>False where the bucket is missing.</returns>
    private bool Deliver(StandInTurn turn, StreamRow stream, long bytes)
    {
        if (turn.Objects.Find(stream.Settings.Bucket) is not { } bucket)
        {
            return false;
        }

        var rows = turn.Streams.Oldest(stream, bytes);
        var name = ObjectName.Of(stream, rows.Min(row => row.ArrivedMs));
        turn.Streams.Remove(rows);
        Shuffle(rows, faults.Order(stream.Name));
        turn.Objects.Put(
            bucket,
            name,
            Body(rows, stream.Settings),
            new Dictionary<string, string> { ["Content-Type"] = "application/octet-stream" },
            turn.NowMs
        );
        return true;
    }

    private static byte[] Body(List<RecordRow> rows, StreamSettings settings)
    {
        using var whole = new MemoryStream();
        using (Stream into = settings.IsGzip ? new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true) : whole)
        {
            foreach (var row in rows)
            {
                into.Write(row.Data);
                if (settings.EndsRecordsWithNewline)
                {
                    into.WriteByte((byte)'\n');
                }
            }
        }

        return whole.ToArray();
    }

    private static void Shuffle(List<RecordRow> rows, Func<int, int>? order)
    {
        for (var last = rows.Count - 1; order is not null && last > 0; last--)
        {
            var other = order(last + 1);
            (rows[last], rows[other]) = (rows[other], rows[last]);
        }
    }
}
