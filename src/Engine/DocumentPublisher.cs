using Millrace.Engine.Journal;
using Millrace.Engine.Publication;

namespace Millrace.Engine;

/// <summary>Publishes messages in the entry of what caused them.</summary>
internal sealed class DocumentPublisher(PartitionState state, Recorder recorder)
{
    /// <param name="fill">Adds the messages.</param>
    /// <param name="recipient">Id of the subscription that alone is to get them; empty: all of the stream's.</param>
    public void Publish(Effects effects, Action<DocumentBlocks> fill, string recipient = "")
    {
        var blocks = new DocumentBlocks(state.Publication, recipient, effects.Blocks);
        fill(blocks);
        var last = blocks.Finish();
        if (last > state.Publication)
        {
            recorder.Write(effects, writer => PublicationRecords.WriteSlice(writer, last, []));
        }
    }
}
