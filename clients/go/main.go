// Command hotspots analyses a repository and prints its hottest files: hotspots ADDRESS REPOSITORY.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	analysis "codevoyage/clients/go/gen/codevoyage/analysis/v1"
	common "codevoyage/clients/go/gen/codevoyage/common/v1"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: hotspots ADDRESS REPOSITORY, as in: hotspots 127.0.0.1:8080 https://github.com/pallets/flask")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

func run(ctx context.Context, address, repository string) error {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	analyses := analysis.NewAnalysisServiceClient(connection)
	// The same request id again is the same request: it may be repeated.
	created, err := analyses.CreateAnalysis(ctx, &analysis.CreateAnalysisRequest{Source: repository, RequestId: rand.Text()})
	if err != nil {
		return err
	}
	name := created.Analysis.Name
	if err := watch(ctx, analyses, name); err != nil {
		return err
	}
	answer, err := analysis.NewHotspotServiceClient(connection).ListHotspots(ctx, &analysis.ListHotspotsRequest{Name: name, PageSize: 10})
	if err != nil {
		return err
	}
	for _, each := range answer.Hotspots {
		fmt.Printf("%.3f\t%d\t%d\t%s\n", each.Score, each.Revisions, each.Complexity, each.Path)
	}
	return nil
}

// watch prints how far the analysis is, until it has ended; an error unless it succeeded.
func watch(ctx context.Context, analyses analysis.AnalysisServiceClient, name string) error {
	stream, err := analyses.WatchAnalysis(ctx, &analysis.WatchAnalysisRequest{Name: name, Cursor: "0"})
	if err != nil {
		return err
	}
	for state := common.State_STATE_UNSPECIFIED; ; {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) && state == common.State_STATE_SUCCEEDED {
			return nil
		} else if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s ended as %s", name, state)
		} else if err != nil {
			return err
		}
		if event := message.GetEvent(); event != nil {
			state = event.State
			fmt.Fprintf(os.Stderr, "%s %s %d of %d\n", state, event.GetStage(), event.GetProgress().GetDone(), event.GetProgress().GetTotal())
		}
	}
}
