namespace Millrace.Engine.Attribution;

/// <summary>Takes credits as they are given and taken away.</summary>
internal interface ICreditSink
{
    /// <param name="sign">+1 where it counts from now on, -1 where it does so no longer.</param>
    void Take(in Credit credit, int sign);
}
