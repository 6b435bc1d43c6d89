using System.Runtime.CompilerServices;

namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>
/// When the acts of a party of shoppers happen: a slice for each, counted from the hour in which their lives begin, as a function of
/// the seed and that hour. So it is known which parties do something in a slice without remembering any.
/// </summary>
[InlineArray(14)]
internal struct ActTimes
{
    /// <summary>No act is later after the beginning of the hour: the longest sums of the delays below.</summary>
    public const long SlicesMax = 12 + (45 * Day);

    private const long Hour = 12;
    private const long Day = 24 * Hour;

    private ushort slice;

    /// <param name="hour">Number of the UTC hour in which they first see an ad.</param>
    public static ActTimes Of(long seed, long hour, int party)
    {
        var times = default(ActTimes);
        var drawn = new Delays(seed, hour, party);
        var first = drawn.Between(0, Hour - 1);
        var second = first + drawn.Between(Hour, 3 * Day);
        var browse = first + drawn.Soon(3 * Day);
        var buy = first + drawn.Soon(25 * Day);
        times[(int)Act.FirstTouch] = (ushort)first;
        times[(int)Act.SecondTouch] = (ushort)second;
        times[(int)Act.ThirdTouch] = (ushort)(first + drawn.Between(3 * Day, 13 * Day));
        times[(int)Act.Browse] = (ushort)browse;
        times[(int)Act.Buy] = (ushort)buy;
        times[(int)Act.BuyAgain] = (ushort)(buy + drawn.Between(Hour, 8 * Day));
        times[(int)Act.TellTouch] = (ushort)(second + drawn.Between(1, 12 * Day));
        times[(int)Act.TellBrowse] = (ushort)(browse + drawn.Between(1, 6 * Day));
        times[(int)Act.TellPurchase] = (ushort)(buy + drawn.Between(1, 10 * Day));
        times[(int)Act.FindInvalid] = (ushort)(second + drawn.Between(2, 70 * Hour));
        times[(int)Act.Cancel] = (ushort)(buy + drawn.Between(2, 6 * Day));
        times[(int)Act.SendBack] = (ushort)(buy + drawn.Between(2 * Day, 20 * Day));
        times[(int)Act.RepeatTouch] = (ushort)(first + drawn.Between(1, 2 * Day));
        times[(int)Act.RepeatPurchase] = (ushort)(buy + drawn.Between(1, 3 * Day));
        return times;
    }

    /// <summary>Whether any act happens so many slices after the beginning of the hour.</summary>
    public readonly bool Has(long after) => ((ReadOnlySpan<ushort>)this).Contains((ushort)after);

    /// <summary>Draws delays, four to a hash: a hash is dear where thousands of parties are asked.</summary>
    private struct Delays(long seed, long hour, int party)
    {
        private int asked;
        private ulong bits;

        public long Between(long least, long most) => least + (Drawn() * (most - least + 1) >> 16);

        /// <summary>Up to the most, half of the time within the first sixteenth of it.</summary>
        public long Soon(long most)
        {
            var drawn = Drawn();
            return (drawn & 1) == 0 ? drawn * most >> 20 : drawn * most >> 16;
        }

        private long Drawn()
        {
            if (asked % 4 == 0)
            {
                bits = Chance.Hash(seed, hour, party, -32 - asked);
            }

            asked++;
            var drawn = (long)(bits & 0xFFFF);
            bits >>= 16;
            return drawn;
        }
    }
}
