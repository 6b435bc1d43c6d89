namespace Millrace.Runtime.Pumps;

/// <summary>
/// A few places for all pumps of hourly streams: who has one reads, renders or begins calls. Hundreds of them that are woken by one
/// publication so wait here and not for a processor, which a pump of an urgent stream finds free. Nobody keeps a place while waiting
/// for a destination.
/// </summary>
/// <param name="placesMax">How many.</param>
internal sealed class BulkLane(int placesMax)
{
    private readonly Lock gate = new();
    private readonly LinkedList<LaneSeat> waiting = [];
    private int free = placesMax;

    /// <summary>Comes back when the seat has a place, which <see cref="Leave"/> gives back, or when it was given up.</summary>
    /// <param name="seat">Of who comes; nobody waits with it meanwhile.</param>
    public ValueTask EnterAsync(LaneSeat seat)
    {
        lock (gate)
        {
            if (seat.IsGivenUp)
            {
                return ValueTask.CompletedTask;
            }

            if (free > 0)
            {
                free--;
                seat.HasPlace = true;
                return ValueTask.CompletedTask;
            }

            waiting.AddLast(seat.Node);
        }

        return seat.Called.TakeAsync();
    }

    /// <summary>Gives the seat's place, where it has one, to who waits for one longest.</summary>
    public void Leave(LaneSeat seat)
    {
        LaneSeat? next;
        lock (gate)
        {
            if (!seat.HasPlace)
            {
                return;
            }

            seat.HasPlace = false;
            next = waiting.First?.Value;
            if (next is null)
            {
                free++;
                return;
            }

            waiting.RemoveFirst();
            next.HasPlace = true;
        }

        next.Called.Set();
    }

    /// <summary>Whoever waits with the seat, or comes with it later, gets no place.</summary>
    public void GiveUp(LaneSeat seat)
    {
        lock (gate)
        {
            seat.IsGivenUp = true;
            if (seat.Node.List is null)
            {
                return;
            }

            waiting.Remove(seat.Node);
        }

        seat.Called.Set();
    }

    /// <summary>Does something in a place.</summary>
    public async ValueTask<T> InPlaceAsync<T>(Func<ValueTask<T>> act, CancellationToken cancel)
    {
        var seat = new LaneSeat();
        using (cancel.Register(() => GiveUp(seat)))
        {
            await EnterAsync(seat);
        }

        try
        {
            cancel.ThrowIfCancellationRequested();
            return await act();
        }
        finally
        {
            Leave(seat);
        }
    }
}
