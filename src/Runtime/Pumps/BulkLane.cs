using System.Threading.Channels;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// A few places for all pumps of hourly streams: who has one reads, renders or begins calls. Hundreds of them that are woken by one
/// publication so wait here and not for a processor, which a pump of an urgent stream finds free. Nobody keeps a place while waiting
/// for a destination.
/// </summary>
internal sealed class BulkLane
{
    private readonly Channel<bool> places;

    public BulkLane(int placesMax)
    {
        places = Channel.CreateBounded<bool>(placesMax);
        for (var place = 0; place < placesMax; place++)
        {
            Leave();
        }
    }

    /// <summary>Does something in a place.</summary>
    public async ValueTask<T> InPlaceAsync<T>(Func<ValueTask<T>> act, CancellationToken cancel)
    {
        await places.Reader.ReadAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            Leave();
        }
    }

    private void Leave() => places.Writer.TryWrite(true);
}
